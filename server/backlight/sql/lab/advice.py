"""Which index a statement lacks: each that could serve is made, and the planner asked again."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import permutations

from backlight.sql.lab.explain import Plan
from backlight.sql.lab.frame import Frame

MOST = 24
"""Indexes that are tried."""
WORTH = 0.8
"""The cost must fall below this part of what it was."""
BETTER = 0.85
"""An index of two columns must be this much better than one of a single column."""


@dataclass(frozen=True, slots=True)
class Index:
    """An index that is worth having."""

    table: str
    columns: tuple[str, ...]
    cost: float
    step: str = ""

    @property
    def statement(self) -> str:
        """As SQL; it does not lock the table against writes."""
        name = "_".join([self.table, *self.columns, "idx"])
        return f"CREATE INDEX CONCURRENTLY {name} ON {self.table} ({', '.join(self.columns)})"


def candidates(frames: Sequence[Frame], asked: Iterable[tuple[str, str]]) -> Iterator[Index]:
    """Indexes of columns that predicates, joins and sorts name, single ones first."""
    by_table: dict[str, list[str]] = {}
    for table, column in dict.fromkeys(asked):
        frame = next((f for f in frames if f.name.lower() == table), None)
        field = frame.field(column) if frame is not None else None
        if frame is None or field is None or field.unique or frame.key[:1] == (field.name,):
            continue
        by_table.setdefault(frame.name, []).append(field.name)
    for table, columns in by_table.items():
        yield from (Index(table, (column,), 0.0) for column in columns)
    for table, columns in by_table.items():
        yield from (Index(table, pair, 0.0) for pair in permutations(columns[:4], 2))


def best(now: Plan, tried: Iterable[Index], ask: Callable[[Index], Plan | None]) -> Index | None:
    """The index that lowers the cost most; a shorter one wins where it is nearly as good."""
    found: Index | None = None
    for n, one in enumerate(tried):
        if n >= MOST:
            break
        plan = ask(one)
        if plan is None or plan.cost > now.cost * WORTH:
            continue
        longer = found is not None and len(one.columns) > len(found.columns)
        if found is None or plan.cost < found.cost * (BETTER if longer else 1):
            used = next((s for s in plan.steps if s.startswith("Index") or "Bitmap Heap" in s), "")
            found = Index(one.table, one.columns, plan.cost, used)
    return found
