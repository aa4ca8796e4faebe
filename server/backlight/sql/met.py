"""Which groups of a subquery a row of the query around it can meet at all.

A row of the query satisfies what its WHERE asks of one table alone. So the column by which it is
tied to the subquery has one of the values that rows of that table have which satisfy this.
"""

from collections.abc import Iterator, Sequence

from backlight.analysis.tables import Schema
from backlight.sql.conditions import Range, conjuncts
from backlight.sql.dates import keyword
from backlight.sql.parts import levels, spoken
from backlight.sql.shape import From, Select, Statement


def met(
    statement: Statement,
    outer: Select,
    leaf: Range,
    ties: Sequence[tuple[Range, Range]],
    schema: Schema,
) -> list[str]:
    """Conditions for the subquery: each of its tied columns is one that the query can ask for."""
    parts = [part for part in conjuncts(statement, outer.clauses["where"]) if part != leaf]
    found: list[str] = []
    for mine, theirs in ties:
        column = statement.text(mine)
        listed = (_listed(statement, part, theirs, schema) for part in parts)
        found += [f"{column} {said}" for said in listed if said]
        known = statement.column_of(theirs, outer, schema)
        table = known[0] if known is not None else None
        if table is not None and schema.table(table.name) is not None:
            found += _of_table(statement, outer, table, parts, (column, theirs), schema)
    return found


def _of_table(
    statement: Statement,
    outer: Select,
    table: From,
    parts: Sequence[Range],
    tie: tuple[str, Range],
    schema: Schema,
) -> Iterator[str]:
    """`column IN (SELECT key FROM table WHERE …)` with what is asked of the table alone."""
    mine = frozenset({table.alias.lower()})
    local = [part for part in parts if spoken(statement, part, outer, schema) == mine]
    if not local or table not in outer.tables or statement.lower[table.at[0]] == "(":
        return
    joint = f" {keyword(statement, 'AND')} "
    asked = joint.join(statement.text(part) for part in local)
    yield (
        f"{tie[0]} {keyword(statement, 'IN')} ({keyword(statement, 'SELECT')} "
        f"{statement.text(tie[1])} {keyword(statement, 'FROM')} {statement.text(table.at)} "
        f"{keyword(statement, 'WHERE')} {asked})"
    )


def _listed(statement: Statement, part: Range, theirs: Range, schema: Schema) -> str:
    """`IN (SELECT …)` that is asked of the tied column itself; empty if it is not."""
    start, end = part
    width = theirs[1] - theirs[0]
    column = statement.lower[start : start + width]
    if column != statement.lower[slice(*theirs)] or statement.lower[start + width] != "in":
        return ""
    made = statement.select_at(start + width + 2)
    plain = made is not None and set(made.clauses) <= {"select", "from", "where"}
    if made is None or not plain or statement.close.get(start + width + 1) != end - 1:
        return ""
    asked = [made.clauses[name] for name in ("select", "where") if name in made.clauses]
    alone = all(levels(statement, clause, made, schema) == {"inner"} for clause in asked)
    return statement.text((start + width, end)) if alone else ""
