"""A page of one table is cut out first, and then joined with what belongs to each of its rows.

Sound where every join is a LEFT JOIN that finds one row at most (its condition is one equality with
a unique column), and the conditions and the order speak of the first table alone: no join adds a
row or takes one away. Whether it pays, the planner is asked.
"""

from collections.abc import Iterator

from backlight.analysis.tables import Schema
from backlight.edits import Edit
from backlight.sql.dates import keyword
from backlight.sql.improved import Held, Rewrite
from backlight.sql.parts import GATHERS, equality, spoken, unique
from backlight.sql.shape import From, Select, Statement

WHY = "Only the rows of the page are joined, and not those of the whole table."
PLAIN = {"select", "from", "where", "order", "limit", "offset"}


def rewrite(statement: Statement, schema: Schema) -> Iterator[Rewrite | Held]:
    """Find pages of a table that is joined before it is cut."""
    if len(statement.selects) != 1 or statement.lower[:1] != ["select"]:
        return
    select = statement.selects[0]
    clauses = set(select.clauses)
    if len(select.tables) < 2 or not select.tables[0].name or not clauses <= PLAIN:
        return
    first, *others = select.tables
    if not {"order", "limit"} <= clauses or select.end != len(statement.words):
        return
    if GATHERS & set(statement.lower[slice(*select.clauses["select"])]):
        return
    said = [
        spoken(statement, select.clauses[name], select, schema)
        for name in ("where", "order")
        if name in clauses
    ]
    alone = all(one is not None and one <= {first.alias.lower()} for one in said)
    if alone and all(_one_at_most(statement, select, table, schema) for table in others):
        yield _rewritten(statement, select, first)


def _one_at_most(statement: Statement, select: Select, table: From, schema: Schema) -> bool:
    sides = equality(statement, table.on) if table.join == "left" and table.on[1] else None
    if sides is None or not table.name or table.name.lower() in statement.ctes:
        return False
    columns = [statement.column_of(side, select, schema) for side in sides]
    mine = [c for c in columns if c is not None and c[0] == table]
    return len(mine) == 1 and None not in columns and unique(table, mine[0][1].name, schema)


def _rewritten(statement: Statement, select: Select, first: From) -> Rewrite:
    parts = [
        statement.sql[statement.offset(span[0] - 1) : statement.end(span[1])]
        for name in ("where", "order", "limit", "offset")
        if (span := select.clauses.get(name)) is not None
    ]
    say = keyword(statement, "SELECT"), keyword(statement, "FROM")
    page = f"({say[0]} * {say[1]} {statement.text(first.at)} {' '.join(parts)}) {first.alias}"
    edits = [Edit(statement.offset(first.at[0]), statement.end(first.at[1]), page, WHY)]
    for name in ("where", "limit", "offset"):
        span = select.clauses.get(name)
        if span is not None:
            start, end = statement.end(span[0] - 1), statement.end(span[1])
            edits.append(Edit(start, end, "", WHY))
    evidence = "every row is joined, and then a page is cut out"
    return Rewrite(tuple(edits), evidence, whole=True, maybe=True)
