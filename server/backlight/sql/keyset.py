"""Pages by the last key seen: another contract than OFFSET, and judged by rules of its own.

>>> from backlight.analysis.tables import Schema
>>> faults("SELECT id FROM users WHERE id > %s ORDER BY id LIMIT 20", Schema())
()
"""

from re import DOTALL, IGNORECASE
from re import compile as regex

from backlight.analysis.tables import Schema, Table

ORDERED = regex(r"\border\s+by\s+(.*?)(?:\blimit\b|\bfetch\b|$)", IGNORECASE | DOTALL)
BOUNDED = regex(r"\b(?:limit|fetch)\b", IGNORECASE)
KEY = regex(
    r"(?:\w+\.)?[\"`]?(\w+)[\"`]?(?:\s+(asc|desc))?(?:\s+nulls\s+(?:first|last))?\s*$", IGNORECASE
)


def faults(sql: str, schema: Schema) -> tuple[str, ...]:
    """What is not right about a statement that should give one page after the last key."""
    ordered = ORDERED.search(sql)
    if ordered is None:
        return ("A page needs ORDER BY: without one, pages overlap and rows are lost.",)
    if BOUNDED.search(sql) is None:
        return ("A page needs LIMIT: this statement reads all that is left.",)
    keys = [found for part in ordered[1].split(",") if (found := KEY.search(part.strip()))]
    before = sql[: ordered.start()]
    missing = [key[1] for key in keys if not _compared(before, key[1])]
    if not keys or missing:
        names = ", ".join(f"`{name}`" for name in missing) or "the columns of ORDER BY"
        return (f"Compare {names} with the key of the last row seen, in the WHERE.",)
    if len({(key[2] or "asc").lower() for key in keys}) > 1 and _row_wise(before):
        return ("A comparison of rows goes one way only; here ORDER BY goes both ways.",)
    tables = [one for one in schema.tables if regex(rf"(?i)\b{one.name}\b").search(before)]
    if tables and not any(_alone(one, [key[1] for key in keys]) for one in tables):
        return ("End ORDER BY with a unique column: rows with the same key are lost otherwise.",)
    return ()


def _compared(before: str, name: str) -> bool:
    """Whether a column is compared with `<` or `>`, alone or in a row of columns."""
    alone = rf"\b{name}\b[\"`]?\s*[<>]|[<>]=?\s*(?:\w+\.)?[\"`]?{name}\b"
    return regex(rf"(?i){alone}|\([^()]*\b{name}\b[^()]*\)\s*[<>]").search(before) is not None


def _row_wise(before: str) -> bool:
    return regex(r"\([^()]*,[^()]*\)\s*[<>]").search(before) is not None


def _alone(table: Table, keys: list[str]) -> bool:
    """Whether no two rows of a table have the same keys."""
    names = {key.lower() for key in keys}
    primary = {one.name.lower() for one in table.columns if one.primary_key}
    unique = any(one.unique and one.name.lower() in names for one in table.columns)
    return unique or (bool(primary) and primary <= names)
