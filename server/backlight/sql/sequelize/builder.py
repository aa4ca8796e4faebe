"""The calls of Sequelize that change tables: `queryInterface.addColumn("users", "age", { … })`."""

from collections.abc import Callable, Sequence
from dataclasses import replace

from backlight.analysis.javascript_values import Value
from backlight.analysis.tables import Column, Table
from backlight.sql.ddl_changes import under
from backlight.sql.ddl_columns import marked
from backlight.sql.javascript_steps import Untold
from backlight.sql.sequelize import indexes
from backlight.sql.sequelize.columns import column, fields, string, table_name

Tables = dict[str, Table]
Given = Sequence[Value]


def build(found: Tables, method: str, given: Given, blank: Table) -> None:
    """What a call makes of tables; raises `Untold`."""
    name = table_name(given[0] if given else None)
    if not name:
        if method in ASIDE:
            return
        raise Untold(f"the table of {method} is known only when it runs")
    blank = replace(blank, name=name, complete=False)
    table = found.get(name.lower()) or blank
    if method == "dropTable":
        before = found.pop(name.lower(), None)
        if before is None or not before.complete or before.gone:
            found[name.lower()] = replace(blank, gone=True)
    elif method == "renameTable":
        new = table_name(given[1] if len(given) > 1 else None)
        if not new:
            raise Untold("what a table is called is known only when it runs", name)
        found.pop(name.lower(), None)
        found[new.lower()] = under(table, new, replace(blank, origin="ddl"))
    elif method == "createTable":
        found[name.lower()] = _created(replace(blank, gone=table.gone), given[1:])
    elif (one := BUILDS[method](table, given[1:])) != table:
        found[name.lower()] = one


def _created(table: Table, given: Given) -> Table:
    pairs = fields(given[0] if given else None, table.name)
    table = replace(table, complete=True)
    for name, said in pairs:
        table = _with(table, column(name, said))
    return indexes.listed(table, given[1] if len(given) > 1 else None)


def _with(table: Table, one: Column) -> Table:
    rest = tuple(c for c in table.columns if c.name.lower() != one.name.lower())
    table = replace(table, columns=(*rest, one))
    if one.unique and not one.primary_key:
        table = indexes.named(table, f"{table.name}_{one.name}_key", (one.name,))
    return table


def _added(table: Table, given: Given) -> Table:
    name = string(given[0] if given else None)
    if not name or len(given) < 2:
        raise Untold("which column is added is known only when it runs", table.name)
    return _with(table, column(name, given[1]))


def _removed(table: Table, given: Given) -> Table:
    name = string(given[0] if given else None).lower()
    if not name:
        raise Untold("which column is removed is known only when it runs", table.name)
    kept = tuple(c for c in table.columns if c.name.lower() != name)
    told = () if table.complete else (name,)
    return replace(table, columns=kept, removed=(*table.removed, *told))


def _renamed(table: Table, given: Given) -> Table:
    old, new = (string(one) for one in (*given, None, None)[:2])
    if not old or not new:
        raise Untold("which column is renamed is known only when it runs", table.name)
    if table.column(old) is None and not table.complete:
        altered = (*table.altered, (old.lower(), "name", new))
        columns = (*table.columns, Column(name=new))
        return replace(table, columns=columns, removed=(*table.removed, old), altered=altered)
    columns = tuple(
        replace(c, name=new) if c.name.lower() == old.lower() else c for c in table.columns
    )
    return replace(table, columns=columns)


def _changed(table: Table, given: Given) -> Table:
    """`changeColumn` says a column anew, but for keys; one that it makes lead stays as it was."""
    name = string(given[0] if given else None)
    if not name or len(given) < 2:
        raise Untold("which column is changed is known only when it runs", table.name)
    one = column(name, given[1])
    facts: dict[str, object] = {"type": one.type}
    facts |= {"references": one.references} if one.references else {}
    facts |= {} if one.references and one.nullable else {"nullable": one.nullable}
    facts |= {"unique": True} if one.unique else {}
    told = {what: now for what, now in facts.items() if now != ""}
    table = marked(table, (name,), **told)
    return indexes.named(table, f"{table.name}_{name}_key", (name,)) if one.unique else table


Make = Callable[[Table, Given], Table]


def _same(table: Table, _given: Given) -> Table:
    return table


BUILDS: dict[str, Make] = {
    "createTable": _same,
    "dropTable": _same,
    "renameTable": _same,
    "addColumn": _added,
    "removeColumn": _removed,
    "renameColumn": _renamed,
    "changeColumn": _changed,
    "addIndex": indexes.added,
    "removeIndex": indexes.removed,
    "addConstraint": indexes.constrained,
    "removeConstraint": indexes.unconstrained,
}
"""What each call makes of the table that it is given first."""
ASIDE = ("addIndex", "removeIndex", "addConstraint", "removeConstraint")
"""What changes no column."""
