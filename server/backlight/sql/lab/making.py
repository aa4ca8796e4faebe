"""Indexes made in a scratch database, and shown to its planner or hidden from it."""

from collections.abc import Sequence

import psycopg

from backlight.analysis.quoting import ident
from backlight.sql.lab.candidates import Index
from backlight.sql.lab.frame import Frame
from backlight.sql.lab.script import quoted
from backlight.sql.lab.single import Connection, alone


def made(connection: Connection, frames: Sequence[Frame], index: Index, number: int) -> str:
    """The name of an index that was made; empty if this PostgreSQL cannot have it."""
    frame = next(f for f in frames if f.name == index.table)
    name = f"tried_{number}"
    try:
        if index.using:
            alone(connection, "CREATE EXTENSION IF NOT EXISTS pg_trgm")
        alone(connection, f"CREATE INDEX {name} ON {quoted(frame)} {index.body(ident)}")
    except psycopg.Error:
        return ""
    return name


def shown(connection: Connection, names: Sequence[str], *, valid: bool) -> None:
    """Whether the planner may use an index."""
    for name in names:
        connection.execute(
            "UPDATE pg_index SET indisvalid = %s WHERE indexrelid = "
            "(SELECT oid FROM pg_class WHERE relname = %s)",
            (valid, name),
        )
