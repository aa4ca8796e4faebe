"""SQL in the strings of Go: how they are put together, and what `Sprintf` makes of them."""

from collections.abc import Iterator
from dataclasses import replace
from re import compile as regex

from tree_sitter import Node

from backlight.analysis.go_expressions import arguments
from backlight.analysis.queries_pieces import Piece, Template, formatted
from backlight.analysis.syntax import Span, ancestors, descendants, field, span_of, text_of

LITERALS = frozenset({"interpreted_string_literal", "raw_string_literal"})
ESCAPES = {"n": "\n", "t": "\t", "r": "\r", "b": "\b", "f": "\f", "v": "\v", "a": "\a"}
FORMATS = ("fmt.Sprintf", "fmt.Sprint")
NUMBERED = regex(r"%\[(\d+)\]([sdvq])")


def read(node: Node) -> Template | None:
    """A string expression; `None` for one that has no literal in it."""
    if node.type == "call_expression":
        return _formatted(node)
    pieces = tuple(_pieces(node))
    if all(piece.literal < 0 for piece in pieces):
        return None
    return Template(pieces=pieces, span=span_of(node), node=node)


def joins(node: Node) -> Node | None:
    """The expression that puts a string together with others, or formats it."""
    above = node.parent
    if above is None:
        return None
    call = above.parent
    if above.type == "argument_list" and call is not None and _formats(call):
        return call if arguments(call)[:1] == [node] else None
    plus = above.type == "binary_expression" and _plus(above)
    return above if plus or above.type == "parenthesized_expression" else None


def _formatted(call: Node) -> Template | None:
    """`fmt.Sprintf("… %s", a)`: what it marks is a hole; numbered verbs are left alone."""
    given = arguments(call)
    if not _formats(call) or not given:
        return None
    if text_of(call).startswith("fmt.Sprint("):
        return _printed(call, given)
    numbered = NUMBERED.search(text_of(given[0])) is not None
    pieces = list(_pieces(given[0]))
    if numbered:
        pieces = [p if p.hole else replace(p, text=NUMBERED.sub(r"%(\1)s", p.text)) for p in pieces]
    if not pieces or all(piece.literal < 0 for piece in pieces):
        return None
    verbs = [replace(p, text=p.text.replace("%v", "%s").replace("%q", "%r")) for p in pieces]

    def argument(number: int, name: str) -> Node | None:
        at = int(name) if name else number + 1
        return given[at] if 0 < at < len(given) else None

    found = formatted(verbs, "%", argument)
    if found is None:
        return None
    return Template(
        pieces=tuple(replace(p, numeric=p.hole and _numeric(p, given[0])) for p in found),
        span=span_of(call),
        node=call,
        style="%",
        lead=Span(call.start_byte, given[0].start_byte),
        given=Span(given[0].end_byte, call.end_byte),
    )


def _printed(call: Node, given: list[Node]) -> Template | None:
    """`fmt.Sprint("…", a, "…")`: one behind the other."""
    pieces = tuple(piece for one in given for piece in _pieces(one))
    if all(piece.literal < 0 for piece in pieces):
        return None
    return Template(pieces=pieces, span=span_of(call), node=call)


def _numeric(piece: Piece, literal: Node) -> bool:
    """Whether a verb writes a number, whatever it is given."""
    first = piece.span.start - literal.start_byte
    return (literal.text or b"")[first : piece.span.end - literal.start_byte][-1:] in b"dfeEgGtbox"


def _formats(node: Node) -> bool:
    function = field(node, "function")
    return function is not None and text_of(function) in FORMATS


def _pieces(node: Node) -> Iterator[Piece]:
    if node.type in LITERALS:
        yield from _literal(node)
    elif node.type == "parenthesized_expression" and node.named_children and _holds(node):
        yield from _pieces(node.named_children[0])
    elif node.type == "binary_expression" and _plus(node):
        for side in ("left", "right"):
            child = field(node, side)
            if child is not None:
                yield from _pieces(child)
    elif node.type == "call_expression" and (inner := _formatted(node)) is not None:
        yield from (replace(p, literal=-1) if p.hole else p for p in inner.pieces)
    elif node.type != "comment":
        yield Piece("", span_of(node), node=node)


def _literal(node: Node) -> Iterator[Piece]:
    """The parts of a literal: runs of text, and escapes."""
    start = node.start_byte
    for child in node.named_children:
        if child.type == "escape_sequence":
            code = text_of(child)[1:]
            yield Piece(ESCAPES.get(code, code), span_of(child), start, plain=False)
        else:
            yield Piece(text_of(child), span_of(child), start)


def _holds(node: Node) -> bool:
    return any(descendants(node, *LITERALS))


def _plus(node: Node) -> bool:
    operator = field(node, "operator")
    return operator is not None and text_of(operator) == "+"


def receiver_of(node: Node) -> str:
    """What the method around a node calls the thing it is a method of."""
    for above in ancestors(node):
        if above.type == "method_declaration":
            names = field(above, "receiver")
            one = names.named_children[0] if names is not None and names.named_children else None
            name = field(one, "name")
            return text_of(name) if name is not None else ""
    return ""
