"""Whether values in a statement can be bound at all: what the program around it does to them."""

from collections.abc import Sequence
from re import compile as regex

from backlight.analysis.facts import Query
from backlight.analysis.queries_pieces import Template
from backlight.analysis.queries_replaced import STYLE
from backlight.analysis.queries_run import Run
from backlight.analysis.queries_words import Word
from backlight.analysis.syntax import Source, text_of
from backlight.sql import java

NAMES = regex(r"(?<![\w.])[A-Za-z_]\w*")

TYPED = frozenset({"interval", "date", "timestamp", "time", "timestamptz", "e", "n", "b", "x"})
"""A quoted text after one of these is a literal of its own kind: no parameter can stand there."""


def impossible(
    source: Source, query: Query, template: Template | None, run: Run | None
) -> str | None:
    """A sentence about what stands in the way of binding any value; `None` if nothing does."""
    if template is None:
        return "The string could not be read again; save the file and try once more."
    if run is None or query.call is None:
        return "The call that runs this query is not seen; bind its values where it is run."
    if run.runs > 1:
        return "Several calls run this string; give each its own parameters by hand."
    if run.name in {"executemany", "callproc", "prepare", "executescript"}:
        return f"`{run.name}` takes its parameters elsewhere; bind the values by hand."
    if any(p.optional and p.hole for p in template.pieces):
        return "Values are added on some ways through the function only; collect them in a list."
    if template.style == STYLE:
        return (
            "Values get into the text by a replacement, or by joining it of parts; write them "
            "where they stand."
        )
    between = source.text.slice(template.span.end, query.call.start)
    for piece in template.holes:
        for name in NAMES.findall(text_of(piece.node) if piece.node is not None else ""):
            if query.call.start > template.span.end and _assigned(name, between):
                return f"`{name}` changes between the string and the call that runs it."
    return java.refused(source, query, template) if source.language == "java" else None


def _assigned(name: str, code: str) -> bool:
    return regex(rf"(?<![\w.]){name}\s*(?:[-+*/|&]?=)(?!=)").search(code) is not None


def standing(tokens: Sequence[Word], at: int, code: str, *, numeric: bool) -> str | None:
    """What is against a placeholder where a value stands; `None` if nothing is."""
    token, before = tokens[at], tokens[at - 1].text.lower() if at else ""
    if token.kind == "text" and before in TYPED:
        return (
            f"`{before} {token.text}` is one literal, and no parameter can stand inside it; "
            "compute the value in the program."
        )
    if listed(tokens, at) and not numeric:
        return (
            f"`{code}` may hold several values, and one placeholder takes one; bind each "
            "of them, or ask the agent."
        )
    return None


def listed(tokens: Sequence[Word], at: int) -> bool:
    """Whether a value is all that stands in the parentheses of an `IN`: written so for lists."""
    around = [
        token.text.lower() for token in (*tokens[max(0, at - 2) : at], *tokens[at + 1 : at + 2])
    ]
    return around == ["in", "(", ")"]
