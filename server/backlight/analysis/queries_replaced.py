"""Texts of SQL that a call makes of others: parts of them replaced, or many put together."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from re import compile as regex

from tree_sitter import Node

from backlight.analysis import queries_calls as calls
from backlight.analysis.queries_host import Host
from backlight.analysis.queries_pieces import Piece, Template
from backlight.analysis.queries_words import named
from backlight.analysis.syntax import field, span_of, text_of

REPLACES = named("replace replaceAll replaceFirst Replace ReplaceAll gsub sub")
"""Methods that put one text in the place of another."""
JOINS = named("join Join")
LISTS = named("literal_value composite_literal literal_element argument_list")
"""What stands between a text of Java or Go and the call that joins it with others."""
BRACED = regex(r"''|\{(\d+)[^{}]*\}")
"""What `MessageFormat` of Java fills in, and how it writes a quote."""
STYLE = "replaced"
"""How values get in: nothing is written at the place that they have in the statement."""


def put_together(template: Template, host: Host) -> Template:
    """The text that calls around a literal make of it, if they are seen to."""
    made: Template | None = template
    while made is not None:
        template, made = made, _made(made, host)
    return template


def _made(template: Template, host: Host) -> Template | None:
    node, call = template.node, _around(template.node, host)
    if call is None:
        return None
    name, given = calls.callee(call), calls.arguments(call)
    found: Sequence[Piece] | None = None
    if name in REPLACES and _parts(call)[:1] == [node]:
        found = _replaced(template.pieces, call, host)
    elif name in JOINS and calls.receiver(call) in {"String", "strings"}:
        found = _joined(call, host)
    elif name == "format" and calls.receiver(call) == "MessageFormat" and given[:1] == [node]:
        found = tuple(_filled(template.pieces, given[1:]))
    if not found:
        return None
    return replace(template, pieces=tuple(found), node=call, span=span_of(call), style=STYLE)


def _around(node: Node, host: Host) -> Node | None:
    """The call that a text is an argument of, or that is made on it."""
    above = node.parent
    while above is not None and above.type in LISTS | THROUGH:
        above = above.parent
    return above if above is not None and above.type in host.calls else None


THROUGH = named("attribute member_expression arguments parenthesized_expression")


def changed(value: Node) -> str:
    """The name whose text a chain of calls replaces parts of, or adds to; nothing if none does."""
    called = False
    while value.type in calls.CALLS and (on := _parts(value)[:1]):
        if calls.callee(value) not in REPLACES | {"concat"}:
            return ""
        value, called = on[0], True
    return text_of(value) if called and value.type == "identifier" else ""


def made_of(pieces: tuple[Piece, ...], value: Node, host: Host) -> tuple[Piece, ...]:
    """What a chain of calls makes of the text that the name at its beginning holds."""
    if value.type not in calls.CALLS:
        return pieces
    pieces = made_of(pieces, _parts(value)[0], host)
    if calls.callee(value) in REPLACES:
        return _replaced(pieces, value, host)
    return (*pieces, *_pieces(calls.arguments(value), host))


def _parts(call: Node) -> list[Node]:
    """Of a replacement the text, what is replaced in it, and what by."""
    given = calls.arguments(call)
    if calls.receiver(call) == "strings":
        return given[:3]
    of = field(call, "function") or call
    on = next((n for key in ("object", "receiver") if (n := field(of, key)) is not None), None)
    return [on, *given[:2]] if on is not None else []


def _replaced(pieces: tuple[Piece, ...], call: Node, host: Host) -> tuple[Piece, ...]:
    """The pieces with a part of their text replaced; a pattern may be found anywhere."""
    parts = _parts(call)
    if len(parts) != 3:
        return pieces
    old, new = _text(parts[1], host), _text(parts[2], host)
    if new is not None and (old is None or not any(old in p.text for p in pieces)):
        return pieces
    put = Piece(new or "", span_of(parts[2]), node=parts[2] if new is None else None, plain=False)
    if not old or not any(old in piece.text for piece in pieces):
        return (*pieces, put)
    return tuple(one for piece in pieces for one in _cut(piece, old, put))


def _cut(piece: Piece, old: str, put: Piece) -> Iterable[Piece]:
    first, *rest = piece.text.split(old) if not piece.hole else ("",)
    if not rest:
        yield piece
        return
    yield replace(piece, text=first, plain=False)
    for more in rest:
        yield put
        yield replace(piece, text=more, plain=False)


def _joined(call: Node, host: Host) -> list[Piece] | None:
    """`String.join(" ", a, b)`, `strings.Join([]string{a, b}, " ")`."""
    given = calls.arguments(call)
    listed = calls.receiver(call) == "strings"
    between = given[-1:] if listed else given[:1]
    many = [one for one in given[:1] if one.type == "composite_literal"] if listed else given[1:]
    if listed and many:
        body = field(many[0], "body")
        many = body.named_children if body is not None else []
    if len(many) < 2:
        return None
    marks = _pieces(between, host)
    found = [piece for one in many for piece in (*_pieces([one], host), *marks)]
    return found[: len(found) - len(marks)]


def _pieces(nodes: Iterable[Node], host: Host) -> list[Piece]:
    """The pieces of texts, one behind the other; what is no text is a hole."""
    found: list[Piece] = []
    for one in nodes:
        inner = one.named_children[0] if one.type == "literal_element" else one
        if text_of(inner) in EMPTY:
            continue
        template = host.read(inner)
        own = template.pieces if template is not None else (Piece("", span_of(inner), node=inner),)
        found += [replace(piece, literal=-1, plain=False) for piece in own]
    return found


EMPTY = ('""', "``")


def _filled(pieces: Sequence[Piece], given: list[Node]) -> Iterable[Piece]:
    """The pieces of a text of `MessageFormat`: what it marks is a hole."""
    for piece in pieces:
        at = 0
        for hit in BRACED.finditer(piece.text):
            yield replace(piece, text=piece.text[at : hit.start()], plain=False)
            at, number = hit.end(), int(hit[1] or 0)
            if hit[1] is None or number >= len(given):
                yield replace(piece, text="'" if hit[1] is None else "0", plain=False)
            else:
                yield Piece("", span_of(given[number]), node=given[number])
        yield replace(piece, text=piece.text[at:], plain=False) if not piece.hole else piece


def _text(node: Node, host: Host) -> str | None:
    """A text that is written out."""
    template = host.read(node)
    return template.sql if template is not None and not template.holes else None
