r"""Statements that skip rows for a page of them: `OFFSET` of a value that is given.

>>> skips("SELECT id FROM users ORDER BY id LIMIT $1 OFFSET $2")
True
>>> skips("SELECT id FROM users ORDER BY id LIMIT 10")
False
"""

from re import IGNORECASE
from re import compile as regex

OFFSET = regex(r"\bOFFSET\s+(?![01]\b)(?:[:@$%?{]|\d)|\bLIMIT\s+[:@$%?{]\S*\s*,", IGNORECASE)
"""`OFFSET` of a value that is given, and MySQL's `LIMIT offset, count`."""
GROUPED = regex(r"\bGROUP\s+BY\b|\bSELECT\s+DISTINCT\b|\bUNNEST\(", IGNORECASE)
"""All rows are read for each group, or out of one array; there is no last key to go on after."""
PAGES = regex(r"\bLIMIT\b|\bFETCH\s+(?:FIRST|NEXT)\b|\bTOP\b", IGNORECASE)
"""Rows are skipped for a page of them; what keeps the newest ones is none."""


def skips(sql: str) -> bool:
    """Whether a statement skips as many rows as it is told, and reads a page of the rest."""
    return bool(PAGES.search(sql) and OFFSET.search(sql) and not GROUPED.search(sql))
