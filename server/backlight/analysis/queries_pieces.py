"""A string as it is put together in a program: text that is written, and holes between it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from re import compile as regex

from tree_sitter import Node

from backlight.analysis.syntax import Span

PERCENT = regex(r"%(?:\((\w+)\))?[#0\- +]*[\d*]*(?:\.\d+)?[hlL]?([sdrifxgaeu%])")
BRACES = regex(r"\{\{|\}\}|\{([\w.\[\]]*)(![rsa])?(?::[^{}]*)?\}")


@dataclass(frozen=True, slots=True)
class Piece:
    """A run of a string: text as it stands in the file, one escape, or a hole."""

    text: str
    """What it stands for; empty for a hole."""
    span: Span
    literal: int = -1
    """Where the string literal that it is written in starts; -1 for a hole between literals."""
    node: Node | None = None
    """What goes into the hole; `None` for text."""
    plain: bool = True
    """The bytes of the span are the text; false for escapes."""
    optional: bool = False
    """It is added only on some ways through the function."""
    numeric: bool = False
    """It is formatted as a number, whatever it is: `%d` of Go."""

    @property
    def hole(self) -> bool:
        """Whether a value of the program goes here."""
        return self.node is not None


@dataclass(frozen=True, slots=True, kw_only=True)
class Template:
    """One whole string."""

    pieces: tuple[Piece, ...]
    span: Span
    """From the first literal to the end of the last expression that adds to it."""
    node: Node
    """The first expression; `call` reads what it is given to."""
    style: str = ""
    """How values get in: `%`, `format`, `f` (interpolated in place) or empty (joined)."""
    given: Span | None = None
    """What a `%` or `.format` takes away when its holes are gone: `% (a, b)`, `.format(a)`."""
    lead: Span | None = None
    """What goes with it before the string: `fmt.Sprintf(`."""
    grown: bool = False
    """Further statements add to it (`sql += …`)."""
    safe: bool = False
    """A tag (`sql`…``) or a composed object that binds what is interpolated."""

    @property
    def sql(self) -> str:
        """The text; holes are written `{0}`, `{1}` and so on."""
        number, said = 0, []
        for piece in self.pieces:
            said.append(f"{{{number}}}" if piece.hole else piece.text)
            number += piece.hole
        return "".join(said)

    @property
    def holes(self) -> tuple[Piece, ...]:
        """The holes, in order."""
        return tuple(piece for piece in self.pieces if piece.hole)


def formatted(
    pieces: Sequence[Piece], style: str, argument: Callable[[int, str], Node | None]
) -> list[Piece] | None:
    """The pieces of a string after `%` or `.format`: what it marks is a hole now.

    `argument` finds what goes in, by position or name; `None` as soon as one is not there.
    """
    found: list[Piece] = []
    count = 0
    for piece in pieces:
        if piece.hole or not piece.plain:
            found.append(piece)
            continue
        at = 0
        for hit in (PERCENT if style == "%" else BRACES).finditer(piece.text):
            found.append(_cut(piece, at, hit.start()))
            at = hit.end()
            whole = _cut(piece, hit.start(), hit.end())
            if hit[0] in {"%%", "{{", "}}"}:
                found.append(replace(whole, text=hit[0][0], plain=False))
                continue
            name = hit[1] or ""
            node = argument(count, name)
            if node is None:
                return None
            count += not name
            found.append(replace(whole, text="", node=node))
        found.append(_cut(piece, at, len(piece.text)))
    return [piece for piece in found if piece.hole or piece.text]


def _cut(piece: Piece, start: int, end: int) -> Piece:
    first = piece.span.start + len(piece.text[:start].encode("utf-8", "surrogatepass"))
    text = piece.text[start:end]
    size = len(text.encode("utf-8", "surrogatepass"))
    return replace(piece, text=text, span=Span(first, first + size))
