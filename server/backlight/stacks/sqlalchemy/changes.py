"""Columns of a table that an operation of Alembic makes a key, or changes otherwise."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from backlight.analysis.tables import Table
from backlight.stacks.sqlalchemy.columns import Call, where
from backlight.stacks.sqlalchemy.dropped import name_of
from backlight.stacks.sqlalchemy.dropped import named as indexed_by


def marked(table: Table, names: Sequence[str | None]) -> Table:
    """The table with these columns as its primary key."""
    return replace(
        table,
        columns=tuple(
            replace(c, primary_key=True, nullable=False) if c.name in names else c
            for c in table.columns
        ),
    )


def keyed(table: Table, call: Call, names: tuple[str, ...]) -> Table:
    """The table with one more key or index."""
    if call.name == "create_primary_key":
        return marked(table, names)
    some = where(call)
    indexed = indexed_by(table, name_of(call.args[0]), names, some) if names else table
    unique = call.name == "create_unique_constraint" or call.text("unique") == "True"
    return alone(indexed, names) if unique and not some else indexed


def alone(table: Table, names: tuple[str, ...]) -> Table:
    """The table where no two rows are alike in some columns; of one, it says so itself."""
    return _changed(table, names[0], "unique", now=True) if len(names) == 1 else table


def altered(table: Table, name: str, call: Call) -> Table:
    """The table after `alter_column`: whether a column may be null."""
    nullable = call.text("nullable")
    return _changed(table, name, "nullable", now=nullable == "True") if nullable else table


def _changed(table: Table, name: str, what: str, *, now: bool) -> Table:
    """The table with a column changed, which this file or another one makes."""
    facts: dict[str, Any] = {what: now}
    if table.complete or any(one.name == name for one in table.columns):
        columns = (replace(one, **facts) if one.name == name else one for one in table.columns)
        return replace(table, columns=tuple(columns))
    return replace(table, altered=(*table.altered, (name, what, now)))
