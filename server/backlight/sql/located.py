"""From a place in a query to the place in the file that holds it."""

from backlight.analysis.queries_pieces import Piece, Template
from backlight.analysis.syntax import Span
from backlight.text import Text


def layout(template: Template) -> list[tuple[int, int, Piece]]:
    """Each piece with where it starts and ends in the text of the query, in characters."""
    found, at, number = [], 0, 0
    for piece in template.pieces:
        size = len(f"{{{number}}}") if piece.hole else len(piece.text)
        found.append((at, at + size, piece))
        at += size
        number += piece.hole
    return found


def offset(template: Template, at: int, *, end: bool = False) -> int | None:
    """The offset in the file of a character of the query; `None` inside a hole or an escape.

    At a seam between pieces `end` takes the end of the left one, otherwise the start of the right.
    """
    for first, last, piece in layout(template):
        if not (first < at <= last if end else first <= at < last):
            continue
        if at == first:
            return piece.span.start
        return piece.span.end if at == last else _inside(piece, at - first)
    whole = template.pieces[-1].span.end
    return whole if at == len(template.sql) and not end else None


def _inside(piece: Piece, count: int) -> int | None:
    if piece.hole or not piece.plain:
        return None
    return piece.span.start + len(piece.text[:count].encode("utf-8", "surrogatepass"))


def delimiter(text: Text, literal: int) -> tuple[str, str]:
    """The prefix and the quotes of the string literal that starts at an offset."""
    head = text.slice(literal, min(literal + 8, len(text.data)))
    prefix = head[: len(head) - len(head.lstrip("rRbBuUfFtT"))]
    rest = head[len(prefix) :]
    return prefix, rest[:3] if rest[:3] in {'"""', "'''"} else rest[:1]


def escaped(text: str, prefix: str, quotes: str, *, formatted: bool) -> str | None:
    """SQL as it must be written inside a literal; `None` where it cannot be."""
    raw = "r" in prefix.lower()
    if "\\" in text:
        if raw:
            return text if quotes not in text else None
        text = text.replace("\\", "\\\\")
    if quotes == "`":
        return text.replace("`", "\\`").replace("${", "\\${")
    if quotes in text:
        if raw:
            return None
        text = text.replace(quotes[0], "\\" + quotes[0])
    if "\n" in text and len(quotes) == 1:
        text = text.replace("\n", "\\n") if not raw else text.replace("\n", " ")
    if "f" in prefix.lower() or formatted:
        text = text.replace("{", "{{").replace("}", "}}")
    return text


def touched(template: Template, start: int, end: int) -> tuple[Piece, ...]:
    """The pieces that a stretch of the query touches."""
    return tuple(p for first, last, p in layout(template) if first < end and start < last)


def span(template: Template, start: int, end: int) -> Span | None:
    """The stretch of the file that holds a stretch of the query."""
    first = offset(template, start)
    last = first if start == end else offset(template, end, end=True)
    if first is None or last is None or last < first:
        return None
    return Span(first, last)
