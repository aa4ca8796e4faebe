"""`SELECT COUNT(*) FROM (… ORDER BY x) t` needs no ORDER BY.

Sound where the outer query only counts and the inner one has no LIMIT, OFFSET or FETCH: the number
of rows does not depend on their order.
"""

from collections.abc import Iterator

from backlight.analysis.tables import Schema
from backlight.edits import Edit
from backlight.sql.improved import Held, Rewrite
from backlight.sql.rewrites.count_for_existence import counts
from backlight.sql.shape import Statement

WHY = "The rows are only counted: their order does not matter."


def rewrite(statement: Statement, schema: Schema) -> Iterator[Rewrite | Held]:
    """Find subqueries that are sorted to be counted."""
    for inner in statement.selects:
        outer = inner.outer
        if outer is None or "order" not in inner.clauses or not counts(statement, outer, schema):
            continue
        limited = {"limit", "offset", "fetch", "for"} & set(inner.clauses)
        start, end = inner.clauses["order"]
        within = outer.clauses["from"][0] == inner.start - 1 and end == inner.end
        if limited or not within or len(outer.tables) != 1:
            continue
        if "distinct" in statement.lower[inner.start : inner.start + 3]:
            continue
        edit = Edit(statement.end(start - 1), statement.end(end), "", WHY)
        yield Rewrite((edit,), "rows are sorted only to be counted")
