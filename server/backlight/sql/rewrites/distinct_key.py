"""`SELECT DISTINCT id, … FROM t` needs no DISTINCT where the whole key is selected.

Sound where the query reads one table, and every column of its primary key is in the list: no two
rows are equal then.
"""

from collections.abc import Iterator

from backlight.analysis.tables import Schema
from backlight.edits import Edit
from backlight.sql.improved import Held, Rewrite
from backlight.sql.shape import Select, Statement

WHY = "The key is selected: no row comes twice."
PLAIN = {"select", "from", "where", "order", "limit", "offset"}


def rewrite(statement: Statement, schema: Schema) -> Iterator[Rewrite | Held]:
    """Find DISTINCT over rows that have their key."""
    for select in statement.selects:
        listed = select.clauses.get("select", (0, 0))
        if statement.lower[listed[0] : listed[0] + 1] != ["distinct"] or select.kind != "select":
            continue
        if len(select.tables) != 1 or not set(select.clauses) <= PLAIN:
            continue
        if statement.lower[listed[0] + 1] != "on" and _keyed(statement, select, schema):
            start, end = statement.offset(listed[0]), statement.offset(listed[0] + 1)
            yield Rewrite(
                (Edit(start, end, "", WHY),), "DISTINCT sorts rows that are all different"
            )


def _keyed(statement: Statement, select: Select, schema: Schema) -> bool:
    """Whether the list names every column of the primary key, each as it is."""
    name = select.tables[0].name
    table = schema.table(name) if name and name.lower() not in statement.ctes else None
    if table is None:
        return False
    key = {column.name.lower() for column in table.columns if column.primary_key}
    start, end = select.clauses["select"]
    named, began = set(), start + 1
    for at in range(start + 1, end + 1):
        if at < end and statement.lower[at] != ",":
            continue
        column = statement.column((began, at), select, schema)
        if column is not None:
            named.add(column.name.lower())
        began = at + 1
    return bool(key) and key <= named
