"""The calls of a query runner that change tables: `addColumn("users", new TableColumn(…))`."""

from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import replace

from backlight.analysis.javascript_values import Literal, Many, Value
from backlight.analysis.tables import Column, Table
from backlight.sql.ddl_changes import under
from backlight.sql.javascript_steps import Untold
from backlight.sql.typeorm.given import (
    items,
    named,
    options,
    string,
    strings,
    table_name,
    told,
)

Tables = dict[str, Table]


def build(found: Tables, method: str, given: Sequence[Value], blank: Table) -> None:
    """What a call makes of tables; raises `Untold`, but of indexes and keys that are not told."""
    if BUILDS[method] in ASIDE:
        with suppress(Untold):
            _build(found, method, given, blank)
    else:
        _build(found, method, given, blank)


def _build(found: Tables, method: str, given: Sequence[Value], blank: Table) -> None:
    name = table_name(given[0] if given else None)
    if not name:
        raise Untold(f"the table of {method} is known only when it runs")
    table = found.get(name.lower()) or replace(blank, name=name, complete=False)
    if method == "dropTable":
        before = found.pop(name.lower(), None)
        if before is None or not before.complete or before.gone:
            found[name.lower()] = replace(blank, name=name, complete=False, unclear=True, gone=True)
    elif method == "renameTable":
        found.pop(name.lower(), None)
        new = string(given[1] if len(given) > 1 else None)
        if not new:
            raise Untold("what a table is called is known only when it runs")
        found[new.lower()] = under(table, new, blank)
    elif method == "createTable":
        found[name.lower()] = _created(replace(blank, name=name), given[0])
    else:
        found[name.lower()] = BUILDS[method](table, items(table, given[1:]))


def _created(table: Table, given: Value) -> Table:
    said = options(given)
    if said is None or not isinstance(said.get("columns"), Many):
        raise Untold("its columns are known only when it runs", table.name)
    table = _columns(table, items(table, [said["columns"]]))
    for key, made in PARTS.items():
        if key in said:
            table = made(table, items(table, [said[key]]))
    return table


def _columns(table: Table, items: Sequence[Value]) -> Table:
    for item in items:
        said = told(table, item)
        name = string(said.get("name"))
        if not name:
            raise Untold("what a column is called is known only when it runs", table.name)
        primary = said.get("isPrimary") == Literal(value=True)
        column = Column(
            name=name,
            type=string(said.get("type")) or "varchar",
            nullable=said.get("isNullable") == Literal(value=True) and not primary,
            primary_key=primary,
            unique=said.get("isUnique") == Literal(value=True),
            default=not {"default", "isGenerated", "asExpression"}.isdisjoint(said),
        )
        rest = tuple(c for c in table.columns if c.name.lower() != name.lower())
        table = replace(table, columns=(*rest, column))
    return table


def _without(table: Table, items: Sequence[Value]) -> Table:
    names = [string(one) or named(one) for one in items]
    if not all(names):
        raise Untold("which column is dropped is known only when it runs", table.name)
    gone = [name.lower() for name in names]
    kept = tuple(c for c in table.columns if c.name.lower() not in gone)
    told = () if table.complete else tuple(gone)
    return replace(table, columns=kept, removed=(*table.removed, *told))


def _changed(table: Table, items: Sequence[Value]) -> Table:
    """A column that is renamed, or made anew under its name."""
    old = string(items[0]) or named(items[0]) if len(items) == 2 else ""
    new = (string(items[1]) or named(items[1])) if old else ""
    if not old or not new:
        raise Untold("which column is changed is known only when it runs", table.name)
    known = table.column(old)
    if string(items[1]):
        column = replace(known, name=new) if known is not None else Column(name=new)
        table = replace(table, columns=(*table.columns, column))
    else:
        table = _columns(table, items[1:])
    return table if old.lower() == new.lower() else _without(table, items[:1])


def _indexes(table: Table, items: Sequence[Value]) -> Table:
    for item in items:
        said = told(table, item)
        columns = strings(said.get("columnNames"))
        if columns and "where" not in said and "expression" not in said:
            name = string(said.get("name"))
            named = {**table.index_names, name: columns} if name else table.index_names
            table = replace(table, indexes=(*table.indexes, columns), index_names=named)
    return table


def _unindexed(table: Table, items: Sequence[Value]) -> Table:
    gone = tuple(string(one) or named(one) for one in items)
    return replace(table, dropped=(*table.dropped, *filter(None, gone)))


def _referring(table: Table, items: Sequence[Value]) -> Table:
    for item in items:
        said = told(table, item)
        mine, theirs = (
            strings(said.get("columnNames")),
            strings(said.get("referencedColumnNames")),
        )
        to = string(said.get("referencedTableName"))
        if len(mine) == 1 and len(theirs) == 1 and to:
            points = f"{to}.{theirs[0]}"
            columns = (
                replace(c, references=points) if c.name == mine[0] else c for c in table.columns
            )
            table = replace(table, columns=tuple(columns))
    return table


def _unclear(table: Table, _items: Sequence[Value]) -> Table:
    raise Untold("which columns are changed is known only when it runs", table.name)


def _same(table: Table, _items: Sequence[Value]) -> Table:
    return table


Make = Callable[[Table, Sequence[Value]], Table]
BUILDS: dict[str, Make] = {
    "createTable": _same,
    "dropTable": _same,
    "renameTable": _same,
    "addColumn": _columns,
    "addColumns": _columns,
    "dropColumn": _without,
    "dropColumns": _without,
    "renameColumn": _changed,
    "changeColumn": _changed,
    "changeColumns": _unclear,
    "createIndex": _indexes,
    "createIndices": _indexes,
    "createUniqueConstraint": _indexes,
    "createUniqueConstraints": _indexes,
    "dropIndex": _unindexed,
    "dropUniqueConstraint": _unindexed,
    "createForeignKey": _referring,
    "createForeignKeys": _referring,
}
"""What each call makes of the table that it is given first."""
ASIDE = (_indexes, _unindexed, _referring)
"""What changes no column."""
PARTS: dict[str, Make] = {
    "foreignKeys": _referring,
    "indices": _indexes,
    "uniques": _indexes,
}
"""What else `new Table({…})` holds."""
