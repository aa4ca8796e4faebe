"""`x < (SELECT 0.2 * AVG(i.x) FROM i WHERE i.p = p.id)` is reckoned once for each `p`, by LATERAL.

Sound where the comparison is a part of WHERE that is joined by AND, and the subquery is one
aggregate over one table, tied to the query by one equality: it gives one row, whatever it finds.
PostgreSQL can then reckon it before the other tables multiply the rows.
"""

from collections.abc import Iterator

from backlight.analysis.tables import Schema
from backlight.edits import Edit
from backlight.sql.conditions import conjuncts
from backlight.sql.dates import keyword
from backlight.sql.improved import Held, Rewrite
from backlight.sql.rewrites.correlated import few, tie
from backlight.sql.shape import COMPARISONS, Select, Statement

WHY = "The value is reckoned once for each row it depends on, before a join multiplies them."
NAME = "reckoned"


def rewrite(statement: Statement, schema: Schema) -> Iterator[Rewrite | Held]:
    """Find comparisons with an aggregate that is asked for each row of a join."""
    if statement.dialect != "postgres" or NAME in statement.lower:
        return
    for inner in statement.selects:
        outer = inner.outer
        if outer is None or outer.kind != "select" or len(outer.tables) < 2:
            continue
        if not _compared(statement, inner, outer) or few(statement, outer, schema):
            continue
        found = tie(statement, inner, outer)
        if found is not None:
            yield _rewritten(statement, inner, outer)
            return


def _compared(statement: Statement, inner: Select, outer: Select) -> bool:
    """Whether the subquery is one side of a comparison that must hold."""
    first, last = inner.start - 1, inner.end
    if "where" not in outer.clauses or statement.close.get(first) != last:
        return False
    for start, end in conjuncts(statement, outer.clauses["where"]):
        if start < first and last == end - 1 and statement.lower[first - 1] in COMPARISONS:
            return {"select", "or", "not"}.isdisjoint(statement.lower[start:first])
    return False


def _rewritten(statement: Statement, inner: Select, outer: Select) -> Rewrite:
    span = inner.start - 1, inner.end + 1
    listed = inner.clauses["select"]
    say = keyword
    body = (
        statement.sql[statement.offset(span[0]) : statement.end(listed[1])]
        + f" {say(statement, 'AS')} value"
        + statement.sql[statement.end(listed[1]) : statement.end(span[1])]
    )
    joint = f" {say(statement, 'CROSS JOIN LATERAL')} {body} {NAME}"
    at = statement.end(outer.clauses["from"][1])
    place = statement.offset(span[0]), statement.end(span[1])
    return Rewrite(
        (Edit(at, at, joint, WHY), Edit(*place, f"{NAME}.value", WHY)),
        "a subquery is reckoned for each row of a join",
        whole=True,
    )
