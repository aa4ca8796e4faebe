"""Small databases, made to tell two statements apart.

Each is made from a number: the same number makes the same rows again. Some are empty, some hold
doubles, ties or nulls, most hold rows that satisfy every predicate and rows that fail exactly one.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from itertools import count
from random import Random

from backlight.sql.lab.clues import Spot
from backlight.sql.lab.columns import NONE, NUMBERS, Column, column, free, misfits
from backlight.sql.lab.frame import Field, Frame
from backlight.sql.lab.moods import Mood, Plan, mood
from backlight.sql.lab.pools import Pool
from backlight.sql.lab.values import Value

MANY = 12
"""A database with more rows than this in a table is a large one."""
FEW, DEEP = 4, 10
Row = dict[str, Value]
Rows = dict[str, list[Row]]
"""Table -> its rows, by the names of columns."""
TURNS = 12
"""How often a row is mended that does not fit beside the others."""


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
        if manner.deep:
            size = DEEP if any(one.references for one in frame.fields) else FEW
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
        columns = [column(frame, one, self.plan, self._hot(frame, one)) for one in frame.fields]
        for _ in range(size):
            row = self._row(frame, columns, made[-1:], keys)
            if row is None:
                continue
            made.append(row)
            keys.add(tuple(row[name] for name in frame.key))
            for one in columns:
                one.taken.add(row[one.name])
                self._remember(one, row[one.name])
        return made

    def _hot(self, frame: Frame, one: Field) -> list[Value]:
        """The values that satisfy what is asked of a column."""
        spot = frame.name.lower(), one.name.lower()
        return self.favoured.get(spot) or self.side.get(spot) or self.plan.pools[spot].hot

    def _row(
        self,
        frame: Frame,
        columns: Sequence[Column],
        last: Sequence[Row],
        keys: set[tuple[Value, ...]],
    ) -> Row | None:
        """One row; what does not fit in it is drawn again, and the rest of it stays."""
        again = last[0] if last and self.chance.random() < self.manner.again else None
        cold = self.chance.choice(columns) if self.chance.random() < 0.25 else None
        like = [one for one in columns if again and not one.single and not one.keyed]
        other = self.chance.choice(like) if like and self.chance.random() < 0.5 else None
        row: Row = {}
        for one in columns:
            if again is not None and one in like and one is not other:
                row[one.name] = again[one.name]
            else:
                row[one.name] = self._value(one, cold=one is cold)
        for turn in range(TURNS):
            wrong = misfits(frame, columns, row, keys)
            if not wrong:
                return row
            for one in wrong:
                row[one.name] = self._value(one, cold=False, fresh=turn >= TURNS // 2)
        return None

    def _value(self, one: Column, *, cold: bool, fresh: bool = False) -> Value:
        """A value for a column; a `fresh` one is in no row yet, where there may be such a one."""
        chance, manner = self.chance, self.manner
        if one.nullable and chance.random() < manner.null + 0.3 * cold:
            return None
        used = one.taken if one.single else NONE
        if one.parents is not None:
            return self._met(free(self.there.get(one.parents, []), used))
        if not cold and one.group is not None and chance.random() < 0.8:
            met = free(self.groups.get(one.group, []), used)
            if met:
                return self._met(met)
        if fresh and one.keyed and one.pool.sort in {*NUMBERS, "text"}:
            return self._next(one.pool, one.hot, one.taken)
        wanted = (
            one.hot if one.hot and not cold and chance.random() < manner.hot else one.pool.values
        )
        left = free(wanted, used)
        if not left and not (wanted is one.hot and chance.random() < manner.hot):
            left = free(one.pool.values, used)
        if not left:
            return self._next(one.pool, one.hot, used)
        few = manner.few and not used and not one.hot
        return self._some(left[:2] if few else left)

    def _met(self, values: Sequence[Value]) -> Value:
        """A key that is there already; in a large database each in its turn, for many groups."""
        if not values:
            return None
        if self.manner.size > MANY and not self.manner.few:
            self.turn += 1
            return values[self.turn % len(values)]
        return self._some(values)

    def _some(self, values: Sequence[Value]) -> Value:
        if self.manner.few and len(values) > 1:
            return values[0] if self.chance.random() < 0.7 else values[1]
        return values[int(self.chance.random() * len(values))]

    def _next(self, pool: Pool, hot: Sequence[Value], used: Collection[Value]) -> Value:
        """A value that no pool has: keys of large tables run on from one that was asked for."""
        if pool.sort in NUMBERS:
            start = self.chance.choice([n for n in hot if isinstance(n, int)] or [1000])
            return next(n for n in count(start, self.step) if n not in used)
        if pool.sort != "text":
            return None
        return next(text for n in count() if (text := f"k{n}") not in used)

    def _remember(self, one: Column, value: Value) -> None:
        if value is None:
            return
        self.there.setdefault(one.spot, []).append(value)
        if one.group is not None:
            self.groups.setdefault(one.group, []).append(value)
