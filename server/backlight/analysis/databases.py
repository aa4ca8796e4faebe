"""Which database a project is built for, by the drivers that its manifests and settings name.

>>> engines(b'{"dependencies": {"mysql2": "^3.9.0"}}')
frozenset({'mysql'})
>>> chosen([frozenset({"postgres"}), frozenset({"sqlite"})])
'postgres'
"""

from collections.abc import Iterable
from re import compile as regex

NAMED = regex(
    r"(^|/)(package\.json|requirements[^/]*\.(txt|in)|pyproject\.toml|Pipfile|setup\.(py|cfg)|go\.mod"
    r"|Gemfile|pom\.xml|build\.gradle(\.kts)?|application[^/]*\.(properties|ya?ml)|schema\.prisma"
    r"|(config/)?database\.ya?ml|sqlc\.(ya?ml|json)|(docker-)?compose[^/]*\.ya?ml|settings(/\w+)?\.py)$"
)
"""The files in which the stacks say which driver they use."""

DRIVERS = {
    "postgres": regex(
        rb"psycopg|asyncpg|\bpg8000\b|lib/pq\b|jackc/pgx|gorm\.io/driver/postgres|[\"']pg(-promise)?[\"']"
        rb"|jdbc:postgresql|postgresql?://|<artifactId>postgresql<|org\.postgresql|adapter:\s*postgresql"
        rb"|provider\s*=\s*\"postgresql\"|backends\.postgresql|backends\.postgis"
        rb"|image:[ \"']{0,4}[\w./-]{0,100}postg|[\"']?engine[\"']?:\s{0,9}[\"']?postgresql"
    ),
    "mysql": regex(
        rb"(?i)mysqlclient|pymysql|aiomysql|asyncmy|mysql-connector|go-sql-driver/mysql|\bmysql2\b"
        rb"|gorm\.io/driver/mysql|[\"'](mysql|mariadb)[\"']|jdbc:(mysql|mariadb)|\bmysql(\+\w+)?://"
        rb"|provider\s*=\s*\"mysql\"|backends\.mysql|[\"']?engine[\"']?:\s{0,9}[\"']?mysql"
        rb"|image:[ \"']{0,4}[\w./-]{0,100}(mysql|mariadb)"
    ),
    "sqlite": regex(
        rb"go-sqlite3|modernc\.org/sqlite|gorm\.io/driver/sqlite|[\"'](better-)?sqlite3?[\"']|aiosqlite"
        rb"|jdbc:sqlite|adapter:\s*sqlite|provider\s*=\s*\"sqlite\"|backends\.sqlite|sqlite(\+\w+)?://"
    ),
}
"""Engine -> what of its drivers, addresses and images stands in such files."""

LARGEST = 262_144
"""Bytes of such a file that are read."""


def names_one(path: str) -> bool:
    """Whether a file is one in which projects say what their database is."""
    return NAMED.search(path) is not None


def engines(data: bytes) -> frozenset[str]:
    """The engines whose drivers a file names."""
    head = data[:LARGEST]
    return frozenset(engine for engine, driver in DRIVERS.items() if driver.search(head))


def chosen(found: Iterable[frozenset[str]]) -> str:
    """The one engine that all files name, by sqlglot's name; empty where they name several.

    SQLite beside a server is what the tests run on.
    """
    every = frozenset[str]().union(*found)
    servers = every - {"sqlite"}
    return next(iter(servers or every)) if len(servers or every) == 1 else ""
