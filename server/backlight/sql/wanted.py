"""Which index a query would use and does not find: the columns it compares, against the schema.

>>> table = Table(name="users", file="", line=1, columns=(Column(name="id", primary_key=True),
...     Column(name="email")))
>>> from backlight.analysis.tables import NOWHERE
>>> query = Query(kind="sql", span=NOWHERE, line=1, sql="SELECT id FROM users WHERE email = ?")
>>> wanted(query, query.sql, Schema((table,))).columns
('email',)
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from backlight.analysis.facts import Query
from backlight.analysis.index_keys import IndexKeys
from backlight.analysis.tables import Column, Schema, Table
from backlight.sql.partial import Predicate, certain, compared, serves, unconditional
from backlight.sql.shape import Statement, leaves

LONGEST = 20_000
FLAGS = frozenset({"tinyint(1)", "smallint(1)", "bit(1)"})
"""How MySQL keeps a truth, and how its dumps are read."""
FIELD = re.compile(r"^[A-Z]\w*Field\b")
DJANGO = re.compile(
    r"^(?:(?:Small|Big)?(?:Auto|Integer)|Positive(?:Small|Big)?Integer|Char|Text|Date(?:Time)?|Time|Float"
    r"|Duration|Decimal|Email|URL|Slug|UUID|Boolean|NullBoolean|Binary|File|Image|FilePath|JSON|Array"
    r"|HStore|GenericIPAddress|IPAddress|Many.*|OneTo.*)Field\b"
)
MOST = 3
"""Columns of an index that is proposed."""
GIVEN = re.compile(r"\b(?:filter|filter_by|get|find_by|where)\(((?:[^()]|\([^()]*\))*)\)")
EITHER = re.compile(r"\||\bor_\(")
KEYWORD = re.compile(r"(?<![\w.])([a-z]\w*?)(?:__(exact|in|gte?|lte?|range|date))?\s*=(?!=)")
COMPARED = re.compile(r"\b(?:[A-Z]\w*|\w+\.c)\.(\w+)\s*(==|>=|<=|<|>|\.in_\(|\.between\()")
WHERE = re.compile(r"\bwhere\s*:\s*\{([^{}]*)\}")
KEY = re.compile(r"(?:^|,)\s*(\w+)\s*(?=[:,]|$)")


@dataclass(frozen=True, slots=True)
class Wanted:
    """An index that is missing."""

    table: Table
    columns: tuple[str, ...]
    special: IndexKeys | None = None
    """What it is made of, where it is none of columns and every row."""

    @property
    def keys(self) -> IndexKeys:
        """What it is made of."""
        return self.special or IndexKeys(self.columns)

    def __str__(self) -> str:
        if self.special is not None:
            return f"{self.table.name} {self.special.body}"
        return f"{self.table.name}({', '.join(self.columns)})"


def wanted(query: Query, code: str, schema: Schema, *, sure: bool = True) -> Wanted | None:
    """The index for what a query compares; `None` if one is there, or the table is not known.

    `sure` leaves out what a join reaches by an index: which way is read, a planner would say.
    """
    if query.kind == "sql":
        return _of_statement(query, schema, sure=sure) if len(query.sql) <= LONGEST else None
    table = schema.of_model(query.model)
    if table is None:
        return None
    equal: list[Column] = []
    ranged: list[Column] = []
    for name, exact in _named(code):
        if (column := _column(table, name)) is not None:
            (equal if exact else ranged).append(column)
    names = compared(column.name for column in (*equal, *ranged))
    return _missing(table, equal, ranged, names)


def unindexed(table: Table) -> tuple[str, ...]:
    """Columns that point to another table, and that no index begins with."""
    return tuple(
        column.name
        for column in table.columns
        if column.references and not covered(table, [column])
    )


def _of_statement(query: Query, schema: Schema, *, sure: bool) -> Wanted | None:
    """From the conditions of a statement: one table after the other, the first that lacks one.

    A table that is joined by its index, to one that has a condition as well, is read by that index.
    No index over several columns serves the sides of an OR: each needs one of its own.
    """
    statement = Statement(query.sql, query.dialect)
    found: dict[str, tuple[Table, list[Column], list[Column]]] = {}
    joined: dict[str, list[Column]] = {}
    either: dict[str, tuple[Table, list[Column], list[Column]]] = {}
    held = unconditional(statement)
    for leaf in leaves(statement):
        if leaf.negated or leaf.operator not in {"=", "<", ">", "<=", ">=", "in", "between"}:
            continue
        for side, other in ((leaf.left, leaf.right), (leaf.right, leaf.left)):
            here = statement.column_of(side, leaf.select, schema)
            if here is None:
                continue
            if statement.column_of(other, leaf.select, schema) is not None:
                joined.setdefault(here[0].name, []).append(here[1])
                continue
            table = schema.table(here[0].name)
            if table is not None:
                to = found if leaf in held else either
                _, equal, ranged = to.setdefault(table.name, (table, [], []))
                (equal if leaf.operator in {"=", "in"} else ranged).append(here[1])
    reached = {
        name
        for name, (table, _, _) in found.items()
        if sure and len(found) > 1 and name in joined and covered(table, joined[name])
    }
    said = certain(statement)
    if not found:
        return _side(list(either.values()), len(leaves(statement)) - len(held), said)
    missing = (_missing(*one, said) for name, one in found.items() if name not in reached)
    return next((one for one in missing if one is not None), None)


def _side(
    either: list[tuple[Table, list[Column], list[Column]]], sides: int, said: frozenset[Predicate]
) -> Wanted | None:
    """The side of an OR that alone has no index; where two have none, one more brings nothing."""
    if len(either) != 1 or len(either[0][1]) != sides:
        return None
    table, equal, _ = either[0]
    lacking = {one.name: one for one in equal if not covered(table, [one], said)}
    return _missing(table, list(lacking.values()), [], said) if len(lacking) == 1 else None


def _missing(
    table: Table, equal: list[Column], ranged: list[Column], said: frozenset[Predicate]
) -> Wanted | None:
    """Equal columns first, then one range; nothing if an index begins with any of them.

    A column of two values finds half of the table: an index on it is not read.
    """
    if any(map(_of_project, (*equal, *ranged))):
        return None
    every = [*equal, *ranged]
    equal, ranged = ([one for one in some if not _is_flag(one)] for some in (equal, ranged))
    if not (equal or ranged) or covered(table, every, said):
        return None
    names = dict.fromkeys(column.name for column in (*equal, *ranged[:1]))
    return Wanted(table, tuple(names)[:MOST])


def _of_project(column: Column) -> bool:
    """Whether a field of Django is of the project's own making: it may have an index in itself."""
    return FIELD.match(column.type) is not None and DJANGO.match(column.type) is None


def _is_flag(column: Column) -> bool:
    return column.type.lower().startswith("bool") or column.type.lower() in FLAGS


def covered(table: Table, columns: list[Column], said: frozenset[Predicate] = frozenset()) -> bool:
    """Whether a key or an index begins with one of the columns, or with a truth and then with it.

    An index of some rows counts where what is said of the rows implies its condition.
    """
    true = {column.name.lower() for column in columns if _is_flag(column)}
    names = {column.name.lower() for column in columns} - true
    if any(column.primary_key or column.unique for column in columns):
        return True
    heads = (next((n for n in map(str.lower, i) if n not in true), "") for i in table.indexes)
    if not names.isdisjoint(heads):
        return True
    return any(one.columns[0].lower() in names and serves(one, said) for one in table.partial)


def _named(code: str) -> Iterator[tuple[str, bool]]:
    """Names that a chain compares, and whether for equality."""
    for given in GIVEN.finditer(code):
        if EITHER.search(given[1]):
            continue
        for hit in KEYWORD.finditer(given[1]):
            yield hit[1], hit[2] in {None, "exact", "in"}
        for hit in COMPARED.finditer(given[1]):
            yield hit[1], hit[2] in {"==", ".in_("}
    for where in WHERE.finditer(code):
        for hit in KEY.finditer(where[1]):
            yield hit[1], True


def _column(table: Table, name: str) -> Column | None:
    """A column by its name, its attribute, or the relation it stands for."""
    for column in table.columns:
        if name in {column.name, column.attribute}:
            return column
    return table.column(f"{name}_id")
