"""`EXISTS (… b.k = a.k) OR EXISTS (… c.k = a.k)` becomes `a.k IN (… UNION ALL …)`.

PostgreSQL asks each side of an OR again for each row; what is in one list it joins once. Sound as
one of the conditions of a WHERE, where false and unknown are the same: each side is tied to the
query around it by one equality with the same column, and by nothing else. Whether it pays, the
planner is asked.
"""

from collections.abc import Iterator

from backlight.analysis.tables import Schema
from backlight.edits import Edit
from backlight.sql.conditions import Range, conjuncts
from backlight.sql.conditions import parts as parts_of
from backlight.sql.dates import keyword
from backlight.sql.improved import Held, Rewrite
from backlight.sql.parts import bound, equality, levels
from backlight.sql.shape import Select, Statement

WHY = "What is in either list is looked up once; an OR asks both again for each row."
PLAIN = {"select", "from", "where"}


def rewrite(statement: Statement, schema: Schema) -> Iterator[Rewrite | Held]:
    """Find conditions that are one of several EXISTS."""
    for select in statement.selects:
        if select.kind != "select" or "where" not in select.clauses:
            continue
        for part in conjuncts(statement, select.clauses["where"]):
            inner = statement.inner(part)
            sides = parts_of(statement, inner, "or")
            lists = [_list(statement, side, select, schema) for side in sides]
            told = [one for one in lists if one is not None]
            if len(sides) < 2 or len(told) != len(sides) or len({c.lower() for c, _ in told}) != 1:
                continue
            union = f" {keyword(statement, 'UNION ALL')} ".join(text for _, text in told)
            made = f"{told[0][0]} {keyword(statement, 'IN')} ({union})"
            first, last = statement.offset(part[0]), statement.end(part[1])
            yield Rewrite(
                (Edit(first, last, made, WHY),),
                "an OR of EXISTS asks each of them again for each row",
                maybe=True,
            )
            return


def _list(
    statement: Statement, side: Range, outer: Select, schema: Schema
) -> tuple[str, str] | None:
    """The outer column, and the list of what it may be; `None` where that is not sure."""
    start, end = statement.inner(side)
    if statement.lower[start : start + 3] != ["exists", "(", "select"]:
        return None
    inner = statement.select_at(start + 2)
    if statement.close.get(start + 1) != end - 1 or inner is None or inner.end != end - 1:
        return None
    if set(inner.clauses) != PLAIN or inner.outer is not outer:
        return None
    if any(table.on[1] or not table.name for table in inner.tables):
        return None
    tied: list[tuple[str, str]] = []
    rest: list[str] = []
    for part in conjuncts(statement, inner.clauses["where"]):
        of = levels(statement, part, inner, schema)
        if of is None or bound(statement, part):
            return None
        if "outer" not in of:
            rest.append(statement.text(part))
            continue
        pair = _tie(statement, part, inner, schema)
        if pair is None:
            return None
        tied.append(pair)
    if len(tied) != 1:
        return None
    tables = statement.text(inner.clauses["from"])
    words = [keyword(statement, one) for one in ("SELECT", "FROM", "WHERE", "AND")]
    where = f" {words[2]} " + f" {words[3]} ".join(rest) if rest else ""
    return tied[0][1], f"{words[0]} {tied[0][0]} {words[1]} {tables}{where}"


def _tie(
    statement: Statement, part: Range, inner: Select, schema: Schema
) -> tuple[str, str] | None:
    """The columns of `b.k = a.k`, the one of the subquery first."""
    sides = equality(statement, part)
    if sides is None:
        return None
    of = [levels(statement, side, inner, schema) for side in sides]
    texts = [statement.text(side) for side in sides]
    if of == [{"inner"}, {"outer"}]:
        return texts[0], texts[1]
    return (texts[1], texts[0]) if of == [{"outer"}, {"inner"}] else None
