"""What a migration in JavaScript does in PostgreSQL, where it asks which database there is."""

from re import IGNORECASE
from re import compile as regex

from backlight.analysis.python_expressions import Piece
from backlight.analysis.syntax import field
from backlight.sql.javascript_names import Names

POSTGRES = regex(r"postgres", IGNORECASE)
DIALECT = regex(r"\.type\b|postgres|mysql|maria|sqlite", IGNORECASE)
OTHER = regex(r"!==?|&&|\|\||!\s*(?:this\.)?is", IGNORECASE)


def in_postgres(node: Piece, names: Names) -> list[Piece] | None:
    """What of an `if` is done; `None` where it does not ask for the database, or asks for more."""
    asked = names.behind(field(node, "condition"))
    if DIALECT.search(asked) is None or OTHER.search(asked):
        return None
    taken = field(node, "consequence" if POSTGRES.search(asked) else "alternative")
    return [taken] if taken is not None else []
