"""Names of indexes that migrations of Alembic make, and those that they drop."""

from dataclasses import replace

from tree_sitter import Node

from backlight.analysis.tables import PartialIndex, Table
from backlight.stacks.sqlalchemy.columns import Call, call_of, string

DROPS = frozenset({"drop_index", "drop_constraint"})


def name_of(node: Node | None) -> str:
    """The name of an index, also as `op.f("ix_orders_at")` writes it."""
    call = call_of(node)
    if call is not None and call.name == "f" and call.args:
        node = call.args[0]
    return string(node) or ""


def named(table: Table, name: str, columns: tuple[str, ...], where: str = "") -> Table:
    """The table with one more index, of some rows perhaps, and the name it may be dropped by."""
    if where:
        one = PartialIndex(columns=columns, where=where, name=name)
        return replace(table, partial=(*table.partial, one))
    names = {**table.index_names, name: columns} if name else table.index_names
    return replace(table, indexes=(*table.indexes, columns), index_names=names)


def dropped(table: Table, call: Call) -> Table:
    """The table without the index or constraint of a name."""
    given = call.args[0] if call.args else call.named.get("index_name")
    name = name_of(given or call.named.get("constraint_name"))
    if not name:
        return table
    gone = table.index_names.get(name)
    kept = tuple(one for one in table.partial if one.name != name)
    return replace(
        table,
        partial=kept,
        indexes=tuple(one for one in table.indexes if one != gone),
        index_names={other: of for other, of in table.index_names.items() if other != name},
        dropped=table.dropped if gone or kept != table.partial else (*table.dropped, name),
    )
