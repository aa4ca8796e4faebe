"""Small databases, made to tell two statements apart.

Each is made from a number: the same number makes the same rows again. Some are empty, some hold
doubles, ties or nulls, most hold rows that satisfy every predicate and rows that fail exactly one.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from random import Random

from backlight.sql.lab.clues import Spot
from backlight.sql.lab.frame import Field, Frame
from backlight.sql.lab.moods import Mood, Plan, mood
from backlight.sql.lab.pools import Pool
from backlight.sql.lab.values import Value

MANY = 12
"""A database with more rows than this in a table is a large one."""
Row = dict[str, Value]
Rows = dict[str, list[Row]]
"""Table -> its rows, by the names of columns."""


def rows(
    number: int, plan: Plan, favoured: Mapping[Spot, list[Value]], *, hotter: bool = False
) -> Rows:
    """The database of a number; `favoured` are values that satisfy what is bound."""
    chance = Random(number)  # noqa: S311 - rows, not secrets
    manner = mood(number, plan, chance)
    if hotter and number:
        manner = replace(manner, hot=0.98, null=0.02)
    maker = _Maker(plan, manner, chance, favoured)
    made: Rows = {}
    for at, frame in _ordered(plan.frames):
        size = 0 if at == manner.empty else manner.size
        made[frame.name] = maker.table(frame, size)
    return made


def backwards(number: int) -> bool:
    """Whether the rows of a database lie, and are read, from last to first."""
    return number % 3 == 1


def _ordered(frames: Sequence[Frame]) -> list[tuple[int, Frame]]:
    """Tables that others refer to come first; in a circle the order is as given."""
    left, done, found = list(enumerate(frames)), set[str](), []
    while left:
        ready = [
            (at, one)
            for at, one in left
            if all(
                c.references is None or c.references[0] in done | {one.name.lower()}
                for c in one.fields
            )
        ] or left[:1]
        found += ready
        done |= {one.name.lower() for _, one in ready}
        left = [pair for pair in left if pair not in ready]
    return found


class _Maker:
    """Makes the tables of one database; remembers the keys that later ones may refer to."""

    def __init__(
        self, plan: Plan, manner: Mood, chance: Random, favoured: Mapping[Spot, list[Value]]
    ) -> None:
        self.plan, self.manner, self.chance, self.favoured = plan, manner, chance, favoured
        self.turn = 0
        self.step = chance.choice((1, -1))
        sides = list(plan.branches.values())
        self.side = chance.choice(sides) if sides and chance.random() < 0.7 else {}
        self.there: dict[Spot, list[Value]] = {}
        self.groups: dict[int, list[Value]] = {}

    def table(self, frame: Frame, size: int) -> list[Row]:
        """The rows of one table."""
        made: list[Row] = []
        keys: set[tuple[Value, ...]] = set()
        taken: dict[str, set[Value]] = {one.name: set() for one in frame.fields}
        for _ in range(size):
            row = self._row(frame, made, taken, keys)
            if row is None:
                continue
            made.append(row)
            keys.add(tuple(row[name] for name in frame.key))
            for one in frame.fields:
                taken[one.name].add(row[one.name])
                self._remember(frame, one, row[one.name])
        return made

    def _row(
        self,
        frame: Frame,
        made: list[Row],
        taken: dict[str, set[Value]],
        keys: set[tuple[Value, ...]],
    ) -> Row | None:
        again = made[-1] if made and self.chance.random() < self.manner.again else None
        cold = self.chance.choice(frame.fields) if self.chance.random() < 0.25 else None
        for turn in range(12):
            row: Row = {}
            for one in frame.fields:
                single = one.unique or frame.key == (one.name,)
                if again is not None and not single and (one.name not in frame.key or not turn):
                    row[one.name] = again[one.name]
                else:
                    used = taken[one.name] if single else set()
                    row[one.name] = self._value(frame, one, used, cold=one is cold)
            if self._fits(frame, row, taken, keys):
                return row
        return None

    def _fits(
        self, frame: Frame, row: Row, taken: dict[str, set[Value]], keys: set[tuple[Value, ...]]
    ) -> bool:
        if frame.key and tuple(row[name] for name in frame.key) in keys:
            return False
        for one in frame.fields:
            value = row[one.name]
            if value is None and (one.name in frame.key or not one.nullable):
                return False
            if one.unique and value is not None and value in taken[one.name]:
                return False
        return True

    def _value(self, frame: Frame, one: Field, used: set[Value], *, cold: bool) -> Value:
        spot = frame.name.lower(), one.name.lower()
        chance, manner = self.chance, self.manner
        if (
            one.nullable
            and one.name not in frame.key
            and chance.random() < manner.null + 0.3 * cold
        ):
            return None
        parents = self.there.get(one.references, []) if one.references else None
        if parents is not None:
            free = [value for value in parents if value not in used]
            return self._met(free) if free else None
        met = [v for v in self.groups.get(self.plan.groups.get(spot, -1), []) if v not in used]
        if met and chance.random() < 0.8 and not cold:
            return self._met(met)
        pool = self.plan.pools[spot]
        hot = self.favoured.get(spot) or self.side.get(spot) or pool.hot
        wanted = hot if hot and chance.random() < manner.hot and not cold else pool.values
        free = [value for value in wanted if value not in used]
        if not free and not (wanted is hot and chance.random() < manner.hot):
            free = [value for value in pool.values if value not in used]
        if not free:
            return self._next(pool, hot, used)
        few = manner.few and not used and not hot
        return self._some(free[:2] if few else free)

    def _met(self, values: list[Value]) -> Value:
        """A key that is there already; in a large database each in its turn, for many groups."""
        if self.manner.size > MANY and not self.manner.few:
            self.turn += 1
            return values[self.turn % len(values)]
        return self._some(values)

    def _some(self, values: list[Value]) -> Value:
        if self.manner.few and len(values) > 1:
            return values[0] if self.chance.random() < 0.7 else values[1]
        return self.chance.choice(values)

    def _next(self, pool: Pool, hot: list[Value], used: set[Value]) -> Value:
        """A value that no pool has: keys of large tables run on from one that was asked for."""
        if pool.sort in {"integer", "number", "float"}:
            start = self.chance.choice([n for n in hot if isinstance(n, int)] or [1000])
            return next(n for k in range(len(used) + 2) if (n := start + self.step * k) not in used)
        return f"k{len(used)}" if pool.sort == "text" else None

    def _remember(self, frame: Frame, one: Field, value: Value) -> None:
        if value is None:
            return
        spot = frame.name.lower(), one.name.lower()
        self.there.setdefault(spot, []).append(value)
        if (group := self.plan.groups.get(spot)) is not None:
            self.groups.setdefault(group, []).append(value)
