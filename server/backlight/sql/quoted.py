"""Quoted values whose column holds no text: what a driver that sends types along makes of them.

SQL gives `'2024-05-01'` the type of the column beside it. Bound as a text by PostgreSQL's driver of
Java, the same value fails: no operator compares a date with a text. A cast says what it is.
"""

from collections.abc import Sequence
from re import compile as regex

from backlight.analysis.facts import Query
from backlight.analysis.queries_words import Word
from backlight.analysis.syntax import Source
from backlight.analysis.tables import Column, Schema
from backlight.edits import Refused
from backlight.sql.kinds import kind_of
from backlight.sql.misfit import COMPARED, compared, strict

LENIENT = frozenset({"mysql", "sqlite", "tsql", "oracle"})
"""Dialects that turn a text into what the column holds."""
LIKE = frozenset({"like", "ilike", "similar", "regexp", "~"})
CASTS = {
    "date": "date",
    "timestamp": "timestamp",
    "timestamptz": "timestamptz",
    "integer": "bigint",
    "number": "numeric",
    "uuid": "uuid",
    "boolean": "boolean",
    "jsonb": "jsonb",
    "json": "json",
}
"""Kind of a column -> the type of PostgreSQL that compares with it."""
SAID = {"integer": "a whole number", "timestamptz": "a timestamp", "uuid": "a UUID"}
TEXTUAL = regex(
    r"(?i)(?:^|_|(?<=[a-z]))(?:name|e?mail|title|login|password|passwd|description|text|body|content"
    r"|comment|message|subject|slug|url|path|city|street|address|phone|notes?|bio|label)$"
)
"""Names of columns that hold a text in any schema."""


def cast(
    source: Source, query: Query, schema: Schema, tokens: Sequence[Word], at: int
) -> str | Refused:
    """The type that a quoted value is cast to where it is bound; empty: it is bound as it is."""
    picky = strict(source)
    if tokens[at].kind != "text" or not (picky or source.language == "java"):
        return ""
    if query.dialect in LENIENT and query.kind == "sql":
        return ""
    name = _column(tokens, at)
    if name is None:
        return ""
    kinds = {_kind(column) for column in _known(query, schema, tokens, name)}
    if kinds == {"text"} or (not kinds and TEXTUAL.search(name)):
        return ""
    if len(kinds) != 1:
        return Refused(
            f"It is not known here what `{name}` holds, and the driver compares a text with texts "
            "alone; bind the value as what the column holds by hand, or ask the agent."
        )
    kind = kinds.pop()
    if not picky and query.kind == "sql" and query.dialect == "postgres" and kind in CASTS:
        return CASTS[kind]
    return Refused(
        f"`{name}` holds {SAID.get(kind, f'a {kind}')}, and the driver compares a text with texts "
        "alone; make the value one first, or ask the agent."
    )


def _column(tokens: Sequence[Word], at: int) -> str | None:
    """The column a value is compared with, or put into; `None` if there is none."""
    if "{" in tokens[at].text and at and tokens[at - 1].text.lower() in LIKE:
        return None
    inserted = _inserted(tokens, at)
    if inserted is not None:
        return inserted
    left = compared(tokens, at)
    if left is not None:
        return (
            tokens[left].text.strip('"`[]') if tokens[left].text != ")" else _called(tokens, left)
        )
    ahead = [token.text for token in tokens[at + 1 : at + 2]]
    if not ahead or ahead[0] not in COMPARED:
        return None
    n = at + 2
    while n + 2 < len(tokens) and tokens[n + 1].text == ".":
        n += 2
    return tokens[n].text.strip('"`[]') if n < len(tokens) else None


def _called(tokens: Sequence[Word], end: int) -> str | None:
    """The function of `lower(name) = …`; of those that give texts, nothing is to be said."""
    depth, n = 0, end
    while n >= 0:
        depth += {")": 1, "(": -1}.get(tokens[n].text, 0)
        if not depth:
            break
        n -= 1
    name = tokens[n - 1].text.lower() if n > 0 else ""
    return None if name in {"lower", "upper", "trim", "concat", "substring", "left"} else name


def _inserted(tokens: Sequence[Word], at: int) -> str | None:
    """The column of `INSERT INTO t (a, b) VALUES (…)` that stands where a value does."""
    lower = [token.text.lower() for token in tokens[:at]]
    if "insert" not in lower or "values" not in lower:
        return None
    values = len(lower) - 1 - lower[::-1].index("values")
    first = lower.index("(") if "(" in lower[:values] else None
    if first is None:
        return "?"
    depth = place = 0
    for word in lower[values + 1 :]:
        depth += {"(": 1, ")": -1}.get(word, 0)
        place = place + 1 if word == "," and depth == 1 else (0 if not depth else place)
    names = [t.text.strip('"`[]') for t in tokens[first + 1 : values] if t.text not in {",", ")"}]
    return names[place] if depth == 1 and place < len(names) else None


def _known(query: Query, schema: Schema, tokens: Sequence[Word], name: str) -> list[Column]:
    """Every column of that name in the tables that the statement names."""
    words = dict.fromkeys(token.text.strip('"`[]') for token in tokens)
    of = schema.table if query.kind == "sql" else schema.of_model
    tables = [table for word in words if (table := of(word)) is not None]
    return [
        column
        for table in tables
        for column in table.columns
        if name.lower() == column.name.lower() or (query.kind != "sql" and name == column.attribute)
    ]


def _kind(column: Column) -> str:
    said = column.type.lower()
    own = next((kind for kind in ("uuid", "boolean", "jsonb", "json") if said.startswith(kind)), "")
    return own or kind_of(column.type) or column.type.lower()
