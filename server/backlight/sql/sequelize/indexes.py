"""Indexes and constraints of Sequelize's migrations: `addIndex("users", ["email"], { … })`."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from re import compile as regex

from backlight.analysis.javascript_values import Fields, Many, Value
from backlight.analysis.tables import PartialIndex, Table
from backlight.sql.ddl_columns import marked
from backlight.sql.sequelize.columns import YES, string, target

CAPITAL = regex(r"(?<=[a-z0-9])(?=[A-Z])")
FOREIGN = regex(r"(?i)^foreign key$")
UNIQUE = regex(r"(?i)^unique$")
PRIMARY = regex(r"(?i)^primary key$")


def named(table: Table, name: str, columns: tuple[str, ...]) -> Table:
    """The table with one more index of every row, and the name it may be dropped by."""
    names = {**table.index_names, name: columns} if name else table.index_names
    return replace(table, indexes=(*table.indexes, columns), index_names=names)


def listed(table: Table, options: Value | None) -> Table:
    """The keys of several columns that `createTable` is told, `uniqueKeys`."""
    said = _pairs(_pairs(options).get("uniqueKeys"))
    for name, one in said.items():
        columns = _columns(_pairs(one).get("fields"))
        table = _unique(named(table, name, columns), columns) if columns else table
    return table


def added(table: Table, given: Sequence[Value]) -> Table:
    """`addIndex`, with its columns before its options or among them."""
    columns, said = _told(given)
    if not columns:
        return table
    name = string(said.get("name")) or string(said.get("indexName"))
    name = name or _usual(table.name, columns)
    unique = said.get("unique") == YES or UNIQUE.match(string(said.get("type"))) is not None
    if "where" in said:
        partial = PartialIndex(columns=columns, where=UNTOLD, name=name)
        return replace(table, partial=(*table.partial, partial))
    table = named(table, name, columns)
    return _unique(table, columns) if unique else table


UNTOLD = "a condition of the migration"
"""What stands for the condition of an index that is not read."""


def removed(table: Table, given: Sequence[Value]) -> Table:
    """`removeIndex`, by its name or its columns."""
    one = given[0] if given else None
    columns = _columns(one)
    return without(table, string(one) or _usual(table.name, columns), columns)


def constrained(table: Table, given: Sequence[Value]) -> Table:
    """`addConstraint`: unique, a primary key, or a foreign one."""
    columns, said = _told(given)
    kind = string(said.get("type"))
    if not columns:
        return table
    if PRIMARY.match(kind):
        return marked(table, columns, primary_key=True, nullable=False)
    if UNIQUE.match(kind):
        name = string(said.get("name")) or f"{table.name}_{'_'.join(columns)}_uk"
        return _unique(named(table, name, columns), columns)
    points = target(said.get("references"))
    if FOREIGN.match(kind) and points and len(columns) == 1:
        return marked(table, columns, references=points)
    return table


def unconstrained(table: Table, given: Sequence[Value]) -> Table:
    """`removeConstraint`, by the name that PostgreSQL or Sequelize gave it."""
    name = string(given[0] if given else None)
    start = f"{table.name}_"
    for end, facts in ENDS.items() if name.startswith(start) else ():
        if name.endswith(end):
            table = marked(table, (name[len(start) : -len(end)],), **facts)
    return without(table, name, ())


ENDS: dict[str, dict[str, object]] = {
    "_fkey": {"references": ""},
    "_fk": {"references": ""},
    "_key": {"unique": False},
    "_uk": {"unique": False},
}
"""How the names of constraints of one column end, and what is no more without them."""


def without(table: Table, name: str, columns: tuple[str, ...]) -> Table:
    """The table without an index; of one that another file makes, its name is kept."""
    if not name:
        return table
    gone = table.index_names.get(name) or columns
    partial = tuple(one for one in table.partial if one.name != name)
    here = name in table.index_names or partial != table.partial
    kept = tuple(one for one in table.indexes if not here or one != gone)
    names = {other: of for other, of in table.index_names.items() if other != name}
    told = () if here else (name,)
    table = replace(table, partial=partial, indexes=kept, index_names=names)
    table = replace(table, dropped=(*table.dropped, *told))
    return marked(table, gone, unique=False) if len(gone) == 1 and here else table


def _told(given: Sequence[Value]) -> tuple[tuple[str, ...], Mapping[str, Value]]:
    """The columns, none if one of them is not told, and the options."""
    before = isinstance(given[0], Many) if given else False
    options = given[1] if before and len(given) > 1 else None if before else next(iter(given), None)
    said = _pairs(options)
    return _columns(given[0] if before else said.get("fields")), said


def _columns(given: Value | None) -> tuple[str, ...]:
    items = given.items if isinstance(given, Many) else ()
    pairs = [(one, _pairs(one)) for one in items]
    found = tuple(string(said.get("name") or said.get("attribute") or one) for one, said in pairs)
    return found if all(found) else ()


def _unique(table: Table, columns: tuple[str, ...]) -> Table:
    return marked(table, columns, unique=True) if len(columns) == 1 else table


def _usual(table: str, columns: tuple[str, ...]) -> str:
    """The name that Sequelize gives an index that is given none."""
    return CAPITAL.sub("_", "_".join((table, *columns))).lower() if columns else ""


def _pairs(given: Value | None) -> dict[str, Value]:
    return dict(given.pairs) if isinstance(given, Fields) else {}
