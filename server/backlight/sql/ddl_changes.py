"""What an ALTER TABLE changes of a table or a column that is there."""

from dataclasses import replace
from typing import TYPE_CHECKING

from backlight.analysis.tables import Column, Table
from backlight.sql import ddl_columns
from backlight.sql.ddl_dropped import unbound

if TYPE_CHECKING:
    from sqlglot import exp


def altered(table: Table, action: "exp.Expr") -> Table:
    """The table after one ALTER COLUMN: its type, and whether it may be NULL."""
    one, type_ = (ddl_columns.name_of(action.this),), action.args.get("dtype")
    facts: dict[str, object] = {"nullable": action.args.get("allow_null")}
    facts["type"] = type_.sql("postgres").lower() if type_ is not None else None
    told = {what: now for what, now in facts.items() if now is not None}
    return ddl_columns.marked(table, one, **told) if told else table


def under(table: Table, name: str, blank: Table) -> Table:
    """The table by another name; one that another file makes remembers the name it had."""
    unclear = table.unclear or (not table.complete and blank.origin == "migration")
    former = "" if table.complete else table.former or table.name
    return replace(table, name=name, former=former, unclear=unclear)


def without(table: Table, action: "exp.Expr") -> Table:
    """The table without columns that are dropped; of one that another file makes, they are told."""
    if str(action.args.get("kind") or "COLUMN").upper() != "COLUMN":
        for one in action.args.get("tables") or ():
            table = unbound(table, one.name)
        return table
    gone = [ddl_columns.name_of(one) for one in action.args.get("tables") or ()]
    kept = tuple(c for c in table.columns if c.name.lower() not in gone)
    told = () if table.complete else tuple(gone)
    return replace(table, columns=kept, removed=(*table.removed, *told))


def called(table: Table, action: "exp.Expr") -> Table:
    """A column by another name: `CHANGE` of MySQL, which makes it anew, gives it one as well."""
    renames = action.key == "renamecolumn"
    old = action.this if renames else action.args.get("rename_from")
    new = action.args["to"].name if renames else action.this.name
    if old is None or old.name.lower() == new.lower():
        return table
    return _renamed(table, ddl_columns.name_of(old), new)


def _renamed(table: Table, old: str, new: str) -> Table:
    if table.column(old) is None and not table.complete:
        columns, names = (*table.columns, Column(name=new)), (*table.altered, (old, "name", new))
        return replace(table, columns=columns, removed=(*table.removed, old), altered=names)
    renamed = (replace(c, name=new) if c.name.lower() == old else c for c in table.columns)
    return replace(table, columns=tuple(renamed))
