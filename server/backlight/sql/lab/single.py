"""One statement at a time, asked of a server as somebody who may do much there."""

from typing import Any

import psycopg

from backlight.sql.lab.engine import Broken
from backlight.sql.lab.explain import Plan, read

Connection = psycopg.Connection[tuple[object, ...]]
ABOUT_NAMES = frozenset({"42601", "42703", "42P01", "42883", "42804", "42702", "42501", "57014"})
"""Errors about words of the statement, rights and time, in which no value is quoted."""


def alone(connection: Connection, sql: str) -> psycopg.Cursor[tuple[object, ...]]:
    """Carry out one statement: the extended protocol, which `binary` takes, has no second one.

    The server is asked as its superuser here, and what is asked has words of the project in it.
    """
    return connection.execute(sql.encode(), binary=True)


def explained(connection: Connection, sql: str) -> Plan:
    """The plan of one statement, which is not carried out; raises `Broken`."""
    try:
        found = alone(connection, f"EXPLAIN (FORMAT JSON) {sql}").fetchone()
    except psycopg.Error as error:
        raise Broken(f"the planner says: {_said(connection, error)}.") from None
    answer: Any = found[0] if found is not None else None
    return read(answer[0])


def _said(connection: Connection, error: psycopg.Error) -> str:
    """The words of the server; of a user's, only where they are about the statement.

    A planner works out what a stable function gives, and the error it makes of that can quote rows.
    """
    if connection.closed:
        return "the server ended the connection"
    state = error.sqlstate or ""
    if not connection.read_only or state in ABOUT_NAMES:
        return str(error).partition("\n")[0]
    return f"it cannot plan this statement ({state or type(error).__name__})"
