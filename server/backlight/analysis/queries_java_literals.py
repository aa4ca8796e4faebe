"""String literals, text blocks and formats of Java as pieces of text, and holes in them."""

from collections.abc import Iterator
from re import Match
from re import compile as regex

from tree_sitter import Node

from backlight.analysis.java_expressions import ESCAPE, block, escape
from backlight.analysis.queries_pieces import Piece
from backlight.analysis.syntax import Span, text_of

FORMAT = regex(r"%(?:(\d+)\$)?[-#+ 0,(]*\d*(?:\.\d+)?([a-zA-Z%])")
SAFE = frozenset("dxXofeEgGcbBhH")
"""Conversions that write numbers and the like: nothing of theirs can change a statement."""


def formatted(pieces: list[Piece], args: list[Node]) -> Iterator[Piece]:
    """The pieces of a format: what `%s` marks is a hole; `%d` writes a number."""
    count = 0
    for piece in pieces:
        if piece.hole or not piece.plain:
            yield piece
            continue
        at = 0
        for hit in FORMAT.finditer(piece.text):
            yield from _cut(piece, at, hit.start())
            at = hit.end()
            if hit[2] in "%n":
                yield _part(piece, hit, "%" if hit[2] == "%" else "\n")
                continue
            number = int(hit[1]) - 1 if hit[1] else count
            count += not hit[1]
            if hit[2] in SAFE or number >= len(args):
                yield _part(piece, hit, "0")
            else:
                span = _part(piece, hit, "").span
                yield Piece("", span, piece.literal, args[number])
        yield from _cut(piece, at, len(piece.text))


def _cut(piece: Piece, start: int, end: int) -> Iterator[Piece]:
    text = piece.text[start:end]
    if text:
        first = piece.span.start + _size(piece.text[:start])
        yield Piece(text, Span(first, first + _size(text)), piece.literal)


def _part(piece: Piece, hit: Match[str], text: str) -> Piece:
    start, end = hit.span()
    first = piece.span.start + _size(piece.text[:start])
    return Piece(
        text, Span(first, first + _size(piece.text[start:end])), piece.literal, plain=False
    )


def literal(node: Node) -> Iterator[Piece]:
    """The runs of a string literal or a text block."""
    code, start = text_of(node), node.start_byte
    if code.startswith('"""'):
        for text, a, b in block(code):
            plain = code[a:b] == text
            span = Span(start + _size(code[:a]), start + _size(code[:b]))
            yield Piece(text, span, start, plain=plain)
        return
    end = len(code) - 1 if len(code) > 1 and code.endswith('"') else len(code)
    at = 1
    for hit in ESCAPE.finditer(code, 1, end):
        if hit.start() > at:
            yield _run(code, start, at, hit.start())
        span = Span(start + _size(code[: hit.start()]), start + _size(code[: hit.end()]))
        yield Piece(escape(hit[1]), span, start, plain=False)
        at = hit.end()
    if end > at:
        yield _run(code, start, at, end)


def _run(code: str, start: int, at: int, end: int) -> Piece:
    return Piece(code[at:end], Span(start + _size(code[:at]), start + _size(code[:end])), start)


def _size(text: str) -> int:
    return len(text.encode("utf-8", "surrogatepass"))
