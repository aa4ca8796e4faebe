"""Which dialect of SQL a file speaks."""

from functools import lru_cache
from re import compile as regex

from backlight.analysis.paragraphs import KEPT, paragraphs

DIALECTS = (
    (regex(rb"psycopg|asyncpg|aiopg|pg8000|postgres|['\"]pg['\"]|pg-promise"), "postgres"),
    (regex(rb"pymysql|MySQLdb|mysql|aiomysql|mariadb"), "mysql"),
    (regex(rb"sqlite"), "sqlite"),
    (regex(rb"pyodbc|mssql|pymssql|tedious"), "tsql"),
    (regex(rb"oracledb|cx_Oracle"), "oracle"),
)
POSTGRES = regex(r"\$\d|::\w|\bilike\b|\bILIKE\b|\bRETURNING\b")
SIGNS = ("$", "::", "ilike", "ILIKE", "RETURNING")
"""One of them is in every such statement."""


def dialect_of(data: bytes, sql: str) -> str:
    """The dialect, by what the file imports and by what the statement itself says."""
    named = _named(data)
    if named:
        return named
    if any(sign in sql for sign in SIGNS) and POSTGRES.search(sql):
        return "postgres"
    return "mysql" if "`" in sql else ""


@lru_cache(maxsize=8)
def _named(data: bytes) -> str:
    """The dialect of what a file imports, once for all its statements."""
    spoken = {one for piece in paragraphs(data) for one in _spoken(piece)}
    return next((dialect for _, dialect in DIALECTS if dialect in spoken), "")


@lru_cache(maxsize=KEPT)
def _spoken(piece: bytes) -> tuple[str, ...]:
    return tuple(dialect for pattern, dialect in DIALECTS if pattern.search(piece))
