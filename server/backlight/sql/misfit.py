"""Values that a database would take for something else if they were bound as they are.

A program writes `LIMIT 10` with a text as well as with a number; a driver sends the type along.
"""

from collections.abc import Sequence
from itertools import pairwise
from re import compile as regex

from backlight.analysis.facts import Query
from backlight.analysis.queries_numbers import is_number
from backlight.analysis.queries_pieces import Piece, Template
from backlight.analysis.queries_style import Style, query_marks
from backlight.analysis.queries_words import Word
from backlight.analysis.syntax import Source, Span, ancestors, node_at, text_of
from backlight.edits import Refused

PLAIN = frozenset({"%s", "%d", "%v"})
"""Verbs of Go that write a value as it is."""
STRICT = regex(rb"\basyncpg\b")
HEAD = 65_536
"""Bytes in which a file has imported its driver."""
VERB = regex(r"%[^A-Za-z%]*[A-Za-z]?")
LISTED = frozenset({"hole", "number", "text", "placeholder"})
COMPARED = frozenset({"=", "<", ">", "<=", ">=", "<>", "!="})
OPERANDS = frozenset({"where", "and", "or", "on", "having", "not", "when", "(", ",", "set"})
"""What may stand before the column that a value is compared with."""


def formatted(source: Source, template: Template) -> str | None:
    """A verb of `Sprintf` that does more than write its value; a placeholder would lose that."""
    if source.language != "go":
        return None
    for piece in template.pieces:
        said = source.text.slice(piece.span.start, piece.span.end) if piece.hole else piece.text
        plain = said in PLAIN or not said.startswith("%") if piece.hole else "%" not in said
        if not plain and (piece.hole or (piece.plain and _in_format(source, piece.span))):
            found = VERB.search(said)
            verb = found[0] if found is not None else said
            return (
                f"`{verb}` formats its value, and a placeholder would lose the format; "
                "write the value as `%s` or `%d`, or ask the agent."
            )
    return None


def percent(query: Query, template: Template, style: Style) -> Refused | None:
    """A `%` that a driver which formats would take for a placeholder, in a part that stays."""
    if style != "format" or query_marks(query):
        return None
    kept = [hole.code for hole in query.holes if hole.kind != "value" and "%" in hole.code]
    kept += [p.text for p in template.pieces if p.optional and not p.hole and "%" in p.text]
    return (
        Refused(f"`{kept[0]}` holds a `%`; write `%%` there once values are bound.")
        if kept
        else None
    )


def _in_format(source: Source, span: Span) -> bool:
    return any(
        above.type == "call_expression" and text_of(above).startswith("fmt.Sprintf")
        for above in ancestors(node_at(source, span))
    )


def untyped(
    source: Source, query: Query, piece: Piece, tokens: Sequence[Word], at: int
) -> str | None:
    """Why a value has to be known for a number before it is bound where it stands."""
    if source.language == "java" or tokens[at].kind != "hole":
        return None
    limit = query.dialect == "mysql" and _limits(tokens, at)
    computed = query.dialect == "sqlite" and _computed(tokens, at)
    picky = strict(source)
    if not (limit or computed or picky) or piece.numeric or is_number(source, piece.node):
        return None
    code = text_of(piece.node) if piece.node is not None else ""
    if picky:
        return (
            f"`{code}` is not known to be a number, and asyncpg sends a value only as its column "
            "has it; make it a number first, or ask the agent."
        )
    if limit:
        return (
            f"`{code}` is not known to be a number, and MySQL fails on a text after LIMIT or "
            "OFFSET; make it a number first, or ask the agent."
        )
    return (
        f"`{code}` is not known to be a number, and to SQLite every computed number is less than "
        "any text; make it a number first, or ask the agent."
    )


def strict(source: Source) -> bool:
    """Whether a driver takes no text for a value of any other type: asyncpg."""
    return STRICT.search(source.text.data[:HEAD]) is not None


def _limits(tokens: Sequence[Word], at: int) -> bool:
    back = [token.text.lower() for token in tokens[max(0, at - 3) : at]]
    return back[-1:] in (["limit"], ["offset"]) or (back[-1:] == [","] and back[0] == "limit")


def _computed(tokens: Sequence[Word], at: int) -> bool:
    """Whether a value is compared with something that is no plain column."""
    left = compared(tokens, at)
    if left is None:
        return False
    column, before = tokens[left], tokens[left - 1].text.lower() if left else ""
    start = left
    while start > 1 and tokens[start - 1].text == ".":
        start -= 2
        before = tokens[start - 1].text.lower() if start else ""
    if column.kind not in {"name", "quoted"} or before not in OPERANDS:
        return True
    names = pairwise(tokens)
    return any(a.text.lower() == "as" and b.text == column.text for a, b in names)


def compared(tokens: Sequence[Word], at: int) -> int | None:
    """Where what a value is compared with ends."""
    n = at - 1
    while n > 0 and (tokens[n].text in {"(", ","} or tokens[n].kind in LISTED):
        n -= 1
    word = tokens[n].text.lower()
    if word == "and" and n > 1 and "between" in [t.text.lower() for t in tokens[max(0, n - 3) : n]]:
        n, word = n - 2, "between"
    if word not in COMPARED | {"between", "in"}:
        return None
    while n > 0 and tokens[n].text.lower() in COMPARED | {"between", "in", "not"}:
        n -= 1
    return n
