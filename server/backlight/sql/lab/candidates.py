"""The indexes that could serve a statement: of its columns, what it asks of them, or some rows."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import permutations

from backlight.sql.lab.forms import Form
from backlight.sql.lab.frame import Frame
from backlight.sql.lab.likely import Ground

MOST = 48
"""Indexes that are tried."""
FIRST = 4
"""Columns of a table of which pairs are tried."""
SMALL = 500
"""A table of fewer rows is read as fast as a whole."""


@dataclass(frozen=True, slots=True)
class Index:
    """An index that may be worth having."""

    table: str
    columns: tuple[str, ...]
    key: str = "{}"
    """How a column stands in it: `lower({})`."""
    using: str = ""
    where: tuple[tuple[str, str], ...] = ()
    """Columns and what is true of them in every row that it holds."""
    include: tuple[str, ...] = ()
    """Columns that it carries along, so that the table need not be read."""
    cost: float = 0.0
    step: str = ""

    @property
    def plain(self) -> bool:
        """Whether it is one of columns and of every row."""
        return self.key == "{}" and not self.using and not self.where

    @property
    def lowered(self) -> tuple[str, ...]:
        """Its columns in lower case."""
        return tuple(one.lower() for one in self.columns)

    def body(self, named: Callable[[str], str]) -> str:
        """What stands behind the name of the table."""
        using = f"USING {self.using} " if self.using else ""
        keys = ", ".join(self.key.format(named(one)) for one in self.columns)
        rows = " AND ".join(f"{named(name)} {what}" for name, what in self.where)
        more = ", ".join(named(one) for one in self.include)
        more = f" INCLUDE ({more})" if more else ""
        return f"{using}({keys}){more}" + (f" WHERE {rows}" if rows else "")

    @property
    def statement(self) -> str:
        """As SQL; it does not lock the table against writes."""
        kind = self.key.partition("(")[0] if "(" in self.key else ""
        words = [self.table, *self.columns, kind, self.using]
        words += [name for name, _ in self.where][:1]
        name = "_".join([*filter(None, words), "idx"]).replace(".", "_")
        return f"CREATE INDEX CONCURRENTLY {name} ON {self.table} {self.body(str)}"


def candidates(
    frames: Sequence[Frame],
    asked: Iterable[tuple[str, str]],
    sorted_: Iterable[tuple[str, str]],
    forms: Iterable[Form],
    grounds: Mapping[str, Ground],
) -> Iterator[Index]:
    """Indexes of columns that predicates, joins and sorts name, single ones first."""
    by_table: dict[str, list[str]] = {}
    for table, column in dict.fromkeys(asked):
        frame, name = _found(frames, table, column)
        if frame is not None and name and not _key(frame, name) and grounds[table].rows >= SMALL:
            by_table.setdefault(frame.name, []).append(name)
    forms = [one for one in forms if grounds[one.spot[0]].rows >= SMALL]
    for one in forms:
        frame, name = _found(frames, *one.spot)
        if frame is not None and not one.where:
            yield Index(frame.name, (name,), one.key, one.using)
    for table, columns in by_table.items():
        yield from (Index(table, (column,)) for column in columns)
    by_form = _rows(frames, forms)
    for table, where in by_form.items():
        yield from _some(frames, table, by_table.get(table, ()), where)
    for table, columns in by_table.items():
        yield from (Index(table, pair) for pair in permutations(columns[:FIRST], 2))
    last = {name.lower() for _, name in sorted_}
    for table, columns in by_table.items():
        ends = [one for one in columns if one.lower() in last]
        rest = [one for one in columns[:FIRST] if one not in ends]
        yield from (Index(table, (*two, end)) for two in permutations(rest, 2) for end in ends[:1])


def _rows(frames: Sequence[Frame], forms: Iterable[Form]) -> dict[str, tuple[tuple[str, str], ...]]:
    """What is true of every row that is asked for, table by table."""
    found: dict[str, tuple[tuple[str, str], ...]] = {}
    for one in forms:
        frame, name = _found(frames, *one.spot)
        if frame is not None and one.where:
            found[frame.name] = (*found.get(frame.name, ()), (name, one.where))
    return found


def _some(
    frames: Sequence[Frame], table: str, columns: Sequence[str], where: tuple[tuple[str, str], ...]
) -> Iterator[Index]:
    """Indexes of these rows only: of the other columns, or of the key if there is none."""
    frame = next(one for one in frames if one.name == table)
    said = {name for name, _ in where}
    rest = [one for one in columns if one not in said]
    for one in rest or frame.key[:1]:
        yield Index(table, (one,), where=where)
    yield from (Index(table, two, where=where) for two in permutations(rest[:3], 2))


def _found(frames: Sequence[Frame], table: str, column: str) -> tuple[Frame | None, str]:
    frame = next((one for one in frames if one.name.lower() == table), None)
    field = frame.field(column) if frame is not None else None
    return (frame, field.name) if field is not None else (None, "")


def _key(frame: Frame, name: str) -> bool:
    """Whether the column leads an index already, since it is a key."""
    field = frame.field(name)
    return frame.key[:1] == (name,) or (field is not None and field.unique)
