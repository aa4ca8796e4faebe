"""Indexes and constraints that statements drop, by the names that they were made with."""

from dataclasses import replace
from re import compile as regex

from backlight.analysis.tables import Table
from backlight.sql.ddl_columns import marked

USUAL = regex(r"(.+)_(fkey|key)\d*")
"""How PostgreSQL calls a constraint that is given no name: by its table and its column."""
FACTS: dict[str, dict[str, object]] = {"fkey": {"references": ""}, "key": {"unique": False}}


def has(table: Table, name: str) -> bool:
    """Whether an index of that name is one of the table's."""
    return name in table.index_names or any(one.name == name for one in table.partial)


def without(table: Table, name: str) -> Table:
    """The table without an index; of one that another file makes, its name is told."""
    if not has(table, name):
        told = () if table.complete else (name,)
        return replace(table, dropped=(*table.dropped, *told))
    gone = table.index_names.get(name)
    names = {other: of for other, of in table.index_names.items() if other != name}
    kept = tuple(one for one in table.indexes if one != gone or one in names.values())
    partial = tuple(one for one in table.partial if one.name != name)
    table = replace(table, indexes=kept, index_names=names, partial=partial)
    alone = gone is not None and len(gone) == 1 and gone not in kept
    return marked(table, gone or (), unique=False) if alone else table


def unbound(table: Table, name: str) -> Table:
    """The table without a constraint, by the name that it was given or that PostgreSQL gives it."""
    usual, start = USUAL.fullmatch(name), f"{table.name.lower()}_"
    if usual is not None and usual[1].lower().startswith(start):
        table = marked(table, (usual[1][len(start) :],), **FACTS[usual[2]])
    return without(table, name)
