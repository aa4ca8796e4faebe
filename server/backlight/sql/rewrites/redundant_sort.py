"""An `ORDER BY` in a subquery without a LIMIT sorts for nobody.

Sound in `IN (…)` and `EXISTS (…)`, whose rows have no order; and in a FROM clause where the query
around it sorts by itself, has no LIMIT and no aggregate that depends on the order.
"""

from collections.abc import Iterator

from backlight.analysis.tables import Schema
from backlight.edits import Edit
from backlight.sql.improved import Held, Rewrite
from backlight.sql.shape import Select, Statement

WHY = "The order of a subquery is lost in the query around it."
IN_ORDER = frozenset({"array_agg", "string_agg", "json_agg", "jsonb_agg", "group_concat", "over"})
CUTS = {"limit", "offset", "fetch", "for", "window"}


def rewrite(statement: Statement, _schema: Schema) -> Iterator[Rewrite | Held]:
    """Find sorts inside of subqueries."""
    for inner in statement.selects:
        outer = inner.outer
        order = inner.clauses.get("order")
        if outer is None or order is None or CUTS & set(inner.clauses) or inner.kind != "select":
            continue
        listed = statement.lower[inner.start + 1 : inner.start + 3]
        alone = statement.lower[inner.start - 1] == "(" and statement.close.get(inner.start - 1)
        if listed == ["distinct", "on"] or alone != inner.end:
            continue
        if _unordered(statement, inner) or _sorted_again(statement, inner, outer):
            start, end = statement.end(order[0] - 1), statement.end(order[1])
            yield Rewrite((Edit(start, end, "", WHY),), "a subquery is sorted for nothing")


def _unordered(statement: Statement, inner: Select) -> bool:
    return inner.start >= 2 and statement.lower[inner.start - 2] in {"in", "exists"}


def _sorted_again(statement: Statement, inner: Select, outer: Select) -> bool:
    start, end = outer.clauses.get("from", (0, 0))
    if not start <= inner.start < end or "order" not in outer.clauses or CUTS & set(outer.clauses):
        return False
    return not IN_ORDER & set(statement.lower[outer.start : outer.end])
