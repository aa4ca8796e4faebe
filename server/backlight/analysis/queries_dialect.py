"""Which dialect of SQL a file speaks."""

from functools import lru_cache
from re import compile as regex

DIALECTS = (
    (regex(rb"psycopg|asyncpg|aiopg|pg8000|postgres|['\"]pg['\"]|pg-promise"), "postgres"),
    (regex(rb"pymysql|MySQLdb|mysql|aiomysql|mariadb"), "mysql"),
    (regex(rb"sqlite"), "sqlite"),
    (regex(rb"pyodbc|mssql|pymssql|tedious"), "tsql"),
    (regex(rb"oracledb|cx_Oracle"), "oracle"),
)
HEAD = 65_536
"""Bytes in which a file has imported its driver; to search megabytes on each key would tell."""
POSTGRES = regex(r"\$\d|::\w|\bilike\b|\bILIKE\b|\bRETURNING\b")


def dialect_of(data: bytes, sql: str) -> str:
    """The dialect, by what the file imports and by what the statement itself says."""
    if said := _spoken(data[:HEAD]):
        return said
    if POSTGRES.search(sql):
        return "postgres"
    return "mysql" if "`" in sql else ""


@lru_cache(maxsize=8)
def _spoken(data: bytes) -> str:
    return next((dialect for pattern, dialect in DIALECTS if pattern.search(data)), "")
