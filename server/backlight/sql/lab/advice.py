"""Which index a statement lacks: each that could serve is made, and the planner asked again."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import permutations

from backlight.sql.lab.explain import Plan
from backlight.sql.lab.frame import Frame
from backlight.sql.lab.likely import Ground

MOST = 40
"""Indexes that are tried."""
FIRST = 4
"""Columns of a table of which pairs are tried."""
WORTH, CLEARLY = 1 / 1.5, 1 / 1.75
"""The cost must fall below this part of what it was, since every write pays for an index; it must
fall further where sizes are only taken for likely."""
BETTER = 0.85
"""An index of two columns must be this much better than one of a single column."""
SMALL = 500
"""A table of fewer rows is read as fast as a whole."""


@dataclass(frozen=True, slots=True)
class Index:
    """An index that is worth having."""

    table: str
    columns: tuple[str, ...]
    cost: float = 0.0
    step: str = ""

    @property
    def statement(self) -> str:
        """As SQL; it does not lock the table against writes."""
        name = "_".join([self.table, *self.columns, "idx"])
        return f"CREATE INDEX CONCURRENTLY {name} ON {self.table} ({', '.join(self.columns)})"


def candidates(
    frames: Sequence[Frame], asked: Iterable[tuple[str, str]], grounds: Mapping[str, Ground]
) -> Iterator[Index]:
    """Indexes of columns that predicates, joins and sorts name, single ones first."""
    by_table: dict[str, list[str]] = {}
    for table, column in dict.fromkeys(asked):
        frame = next((f for f in frames if f.name.lower() == table), None)
        field = frame.field(column) if frame is not None else None
        if frame is None or field is None or field.unique or frame.key[:1] == (field.name,):
            continue
        if grounds[table].rows >= SMALL:
            by_table.setdefault(frame.name, []).append(field.name)
    for table, columns in by_table.items():
        yield from (Index(table, (column,)) for column in columns)
    for table, columns in by_table.items():
        yield from (Index(table, pair) for pair in permutations(columns[:FIRST], 2))


def best(
    now: Plan,
    tried: Sequence[Index],
    there: Mapping[str, Sequence[Sequence[str]]],
    ask: Callable[[Index], Plan | None],
    *,
    counted: bool,
) -> Index | None:
    """The index that lowers the cost most, made longer only where that is much better.

    One that is the beginning of an index which is there already brings nothing new.
    """
    served = {
        (table, tuple(name.lower() for name in names[: size + 1]))
        for table, all_ in there.items()
        for names in all_
        for size in range(len(names))
    }

    def new(one: Index) -> bool:
        return (one.table.lower(), tuple(c.lower() for c in one.columns)) not in served

    alone = [one for one in tried if len(one.columns) == 1 and new(one)]
    found = _cheapest(alone, now.cost * (WORTH if counted else CLEARLY), ask)
    if found is None:
        return None
    (helps,) = found.columns
    for at in (0, 1):  # the column that helps most stands first, unless the other order is better
        longer = [i for i in tried if i.table == found.table and new(i) and len(i.columns) == 2]
        mine = [one for one in longer if one.columns[at] == helps]
        found = _cheapest(mine, found.cost * BETTER, ask) or found
    return found


def _cheapest(
    tried: Iterable[Index], below: float, ask: Callable[[Index], Plan | None]
) -> Index | None:
    found: Index | None = None
    for one in tried:
        plan = ask(one)
        if plan is None or plan.cost >= below:
            continue
        below = plan.cost
        used = next((s for s in plan.steps if s.startswith("Index") or "Bitmap Heap" in s), "")
        found = replace(one, cost=plan.cost, step=used)
    return found
