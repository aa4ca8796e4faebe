"""The seams of a string that is put together in a program, when a part of it is taken out."""

from collections.abc import Iterable
from re import compile as regex

from backlight.analysis.queries_pieces import Piece, Template
from backlight.analysis.syntax import Source, Span
from backlight.edits import Edit
from backlight.sql import located

WHY = "Bind the value as a parameter: it cannot change the statement any more."


def closed(
    source: Source, template: Template, piece: Piece, stretch: Span, mark: str
) -> Edit | None:
    """Write a placeholder between two literals: `"… = '" + x + "' …"` becomes `"… = %s …"`."""
    start, end = stretch.start, stretch.end
    pieces = template.pieces
    at = next((n for n, one in enumerate(pieces) if one is piece), 0)
    left = pieces[at - 1] if at else None
    right = pieces[at + 1] if at + 1 < len(pieces) else None
    if left is None or left.literal < 0 or left.hole:
        return None
    opening = located.delimiter(source.text, left.literal)
    first = located.offset(template, start) if start < _start(template, piece) else left.span.end
    if first is None:
        return None
    if right is None or right.literal < 0 or right.optional != piece.optional:
        return Edit(first, _past(piece), mark + opening[1], WHY)
    last = located.offset(template, end, end=True)
    last = last if last is not None and end > _end(template, piece) else right.span.start
    closing = located.delimiter(source.text, right.literal)
    if right.hole or source.text.slice(piece.span.end, right.literal).count(";"):
        return None
    if opening == closing:
        return Edit(first, last, mark, WHY)
    joint = " " if source.language == "python" else " + "
    return Edit(first, last, f"{mark}{opening[1]}{joint}{''.join(closing)}", WHY)


def _past(piece: Piece) -> int:
    """The end of a value, with a parenthesis that stands around it alone."""
    node = piece.node
    while node is not None and node.parent is not None:
        if node.parent.type != "parenthesized_expression" or node.parent.named_child_count != 1:
            break
        node = node.parent
    return max(piece.span.end, node.end_byte if node is not None else 0)


def _start(template: Template, piece: Piece) -> int:
    return next(first for first, _, one in located.layout(template) if one is piece)


def _end(template: Template, piece: Piece) -> int:
    return next(last for _, last, one in located.layout(template) if one is piece)


def plain_again(source: Source, template: Template, left: set[int]) -> list[Edit]:
    """Literals of Python without a hole need no `f`, and no doubled braces."""
    edits: list[Edit] = []
    if source.language != "python":
        return edits
    freed = {p.literal for p in template.pieces if p.hole and p.literal >= 0} - left
    for literal in sorted(freed):
        prefix, _ = located.delimiter(source.text, literal)
        rest = prefix.replace("f", "").replace("F", "")
        if rest != prefix:
            edits.append(Edit(literal, literal + len(prefix), rest, WHY))
    doubled = (p for p in template.pieces if p.literal in freed and _is_brace(p))
    if template.style in {"f", "format"}:
        edits += [Edit(p.span.start, p.span.end, p.text, WHY) for p in doubled]
    return edits


def bare(source: Source, template: Template) -> list[Edit]:
    """A formatted string without what formats it: `% (a, b)`, `fmt.Sprintf(…, a, b)`."""
    spans = [span for span in (template.lead, template.given) if span is not None]
    edits = [Edit(span.start, span.end, "", WHY) for span in spans]
    if template.lead is not None:
        edits += without_fmt(source, template)
    return edits


def without_fmt(source: Source, template: Template) -> list[Edit]:
    """The import of `fmt` goes when nothing else uses it: Go does not build with it."""
    whole = template.span
    code = source.text.data[: whole.start] + source.text.data[whole.end :]
    if regex(rb"\bfmt\.\w").search(code) is not None:
        return []
    found = regex(rb'(?m)^(?:import[ \t]+)?[ \t]*"fmt"[ \t]*\r?\n').search(source.text.data)
    return [Edit(found.start(), found.end(), "", WHY)] if found is not None else []


def _is_brace(piece: Piece) -> bool:
    return not piece.plain and piece.text in {"{", "}"} and piece.span.end - piece.span.start == 2


def percents(template: Template, taken: Iterable[Span], *, doubled: bool) -> list[Edit]:
    """A `%` of the SQL is written twice for a driver that formats, once for any other."""
    gone = list(taken)
    edits = []
    for first, _, piece in located.layout(template):
        if piece.hole or "%" not in piece.text:
            continue
        if not doubled:
            if not piece.plain:
                edits.append(Edit(piece.span.start, piece.span.end, "%"))
            continue
        for n, character in enumerate(piece.text):
            inside = any(span.start <= first + n < span.end for span in gone)
            if character == "%" and not inside and piece.plain:
                at = piece.span.start + len(piece.text[:n].encode("utf-8", "surrogatepass"))
                edits.append(Edit(at, at + 1, "%%"))
    return edits
