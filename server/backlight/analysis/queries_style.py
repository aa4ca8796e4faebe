"""How the driver at hand marks the parameters of a statement, by what its file names."""

from re import compile as regex
from typing import Literal

from backlight.analysis import queries_calls as calls
from backlight.analysis.facts import Query
from backlight.analysis.queries_go_style import go_style
from backlight.analysis.queries_run import Run
from backlight.analysis.syntax import Source

Style = Literal["format", "qmark", "numeric", "named", "ordinal"]

PYTHON: tuple[tuple[str, Style], ...] = (
    (r"psycopg|pymysql|MySQLdb|mysql\.connector|aiomysql|aiopg|django\.db|flask_mysqldb", "format"),
    (r"\bsqlite3\b|aiosqlite|pyodbc|duckdb", "qmark"),
    (r"\basyncpg\b", "numeric"),
    (r"\bsqlalchemy\b|\bsqlmodel\b|oracledb|cx_Oracle|\bdatabases\b", "named"),
)
JAVASCRIPT: tuple[tuple[str, Style], ...] = (
    (r"['\"](?:pg|pg-promise|postgres|@vercel/postgres|@neondatabase/serverless)['\"]", "numeric"),
    (
        r"['\"](?:mysql2?(?:/promise)?|sqlite3?|better-sqlite3|mariadb)['\"]|\bmysql\.create",
        "qmark",
    ),
    (r"(?i)sequelize", "named"),
    (r"\bknex\b", "qmark"),
)
"""In both, the last row counts where no driver is named: what it names runs on one itself."""
MANAGER = regex(r"\bobjects\b|\)$")
DJANGO = frozenset({"raw", "extra"})
"""Methods of Django's managers and query sets."""
TYPEORM = regex(r"from ['\"]typeorm['\"]|require\(['\"]typeorm['\"]\)")
OF_DATABASE: dict[str, Style] = {"postgres": "numeric", "mysql": "qmark", "sqlite": "qmark"}
"""How drivers of databases mark what TypeORM and Prisma hand on to them as it is."""


def style_of(source: Source, query: Query, run: Run) -> Style | None:
    """How the driver at hand marks its parameters; `None` if the file does not say."""
    marks = {_mark(mark) for mark in query_marks(query)}
    if len(marks) == 1:
        return marks.pop()
    if marks:
        return None
    if run.wrapped == "text":
        return "named"
    text = source.text.source
    if source.language in {"go", "ruby"}:
        return go_style(text, run.name) if source.language == "go" else "qmark"
    handed = _handed(source, query, run)
    if handed is not None:
        return handed
    if source.language != "python" and _of_builder(run.name):
        return "named"
    table = PYTHON if source.language == "python" else JAVASCRIPT
    if source.language != "python" and regex(r"(?i)sequelize").search(run.receiver):
        return "named"
    if source.language != "python" and (run.name in calls.CLAUSES or "knex" in run.receiver):
        return "qmark"
    found = {style for pattern, style in table[:-1] if regex(pattern).search(text)}
    found = found or {style for pattern, style in table[-1:] if regex(pattern).search(text)}
    return found.pop() if len(found) == 1 else None


def _handed(source: Source, query: Query, run: Run) -> Style | None:
    """The style of what a mapper hands on as it is: Django's own, else the database's."""
    if source.language == "python":
        known = run.name in DJANGO and MANAGER.search(run.receiver) is not None
        return "format" if known else None
    if "Unsafe" in run.name:
        return OF_DATABASE.get(query.dialect, "numeric")
    if run.name == "query" and TYPEORM.search(source.text.source):
        return OF_DATABASE.get(query.dialect)
    return None


def _of_builder(name: str) -> bool:
    """Whether a method of JavaScript is one of TypeORM's query builder that takes a condition."""
    from backlight.analysis.queries_javascript_names import CLAUSES

    return name in CLAUSES


def query_marks(query: Query) -> tuple[str, ...]:
    """The placeholders that the query has already."""
    from backlight.analysis.queries_words import placeholders

    return placeholders(query.sql)


def _mark(mark: str) -> Style:
    if mark.startswith("%"):
        return "format"
    if mark == "?":
        return "qmark"
    return "numeric" if mark.startswith("$") else "named"
