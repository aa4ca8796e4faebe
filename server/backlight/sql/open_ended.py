"""Statements of which a part may be anything: `WHERE {conditions}`, `ORDER BY {order}`.

What is put in when the program runs may name each table of the statement, hold an OR, or a clause
more. A hole that stands where one value does (`id = {id}`, `LIMIT {n}`, `IN ({ids})`) may not.

>>> [open_ended(Statement(f"SELECT a FROM t WHERE {cut}")) for cut in ("{0}", "b = {0}")]
[True, False]
"""

from backlight.sql.shape import Statement

BEFORE_VALUE = frozenset(
    set("=<>+-*/%(,")
    | {"<=", ">=", "<>", "!=", "||", "like", "ilike", "limit", "offset", "between", "is"}
)
"""Words after which a value stands; after every other one a name, a condition or a clause may."""


CONDITION = frozenset({"where", "and", "or", "on", "not", "having", "("})
"""Words after which parentheses are around a condition, and not around values."""


def open_ended(statement: Statement) -> bool:
    """Whether a hole of a statement stands where more than a value may."""
    holes = (n for n, word in enumerate(statement.words) if word.kind == "hole")
    return any(not _one_value(statement, n) for n in holes)


def _one_value(statement: Statement, at: int) -> bool:
    before = statement.lower[max(0, at - 3) : at]
    if before[-1:] == ["and"]:
        return before[:1] == ["between"]
    if before[-1:] == ["("]:
        return len(before) > 1 and before[-2] not in CONDITION
    return bool(before) and before[-1] in BEFORE_VALUE
