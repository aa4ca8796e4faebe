"""How the drivers of Go mark parameters: by what a file says of its database."""

from re import compile as regex
from typing import Literal

GoStyle = Literal["qmark", "numeric"]

GO_DRIVERS: tuple[tuple[str, GoStyle], ...] = (
    (r"lib/pq\"|jackc/pgx|\"postgres\"|\"pgx\"", "numeric"),
    (r"go-sql-driver/mysql|go-sqlite3|modernc\.org/sqlite|\"mysql\"|\"sqlite3?\"", "qmark"),
)
GO: tuple[tuple[str, GoStyle], ...] = (
    (r"lib/pq\"|jackc/pgx|\"postgres\"|\"pgx\"|[=(,]\s*\$1\b", "numeric"),
    (
        r"go-sql-driver/mysql|go-sqlite3|modernc\.org/sqlite|\"mysql\"|\"sqlite3?\"|[=(,]\s*\?",
        "qmark",
    ),
)

GORM = frozenset({"Where", "Or", "Not", "Having", "Joins", "Raw"})
PLAIN = frozenset(
    {"Query", "QueryRow", "QueryContext", "QueryRowContext", "ExecContext", "Queryx", "QueryRowx"}
)
"""Methods of `database/sql` and sqlx that GORM has not."""


def go_style(text: str, name: str) -> GoStyle | None:
    """How a Go driver marks its parameters; GORM has a way of its own."""
    if name in GORM or ("gorm.io" in text and name not in PLAIN):
        return "qmark"
    for known in (GO_DRIVERS, GO):
        found = {style for pattern, style in known if regex(pattern).search(text)}
        if len(found) == 1:
            return found.pop()
    return None
