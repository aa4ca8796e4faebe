"""SQL in the strings of JavaScript and TypeScript: how they are put together."""

from collections.abc import Iterator

from tree_sitter import Node

from backlight.analysis.queries_pieces import Piece, Template, formatted
from backlight.analysis.syntax import Span, field, span_of, text_of, word_of

LITERALS = frozenset({"string", "template_string"})
WRAPPED = frozenset(
    {"parenthesized_expression", "as_expression", "satisfies_expression", "non_null_expression"}
)
ESCAPES = {"n": "\n", "t": "\t", "r": "\r", "b": "\b", "f": "\f", "v": "\v", "0": "\0"}


def read(node: Node) -> Template | None:
    """A string expression; `None` for one that has no literal in it."""
    pieces = tuple(_pieces(node))
    if all(piece.literal < 0 for piece in pieces):
        return None
    placed = any(piece.hole and piece.literal >= 0 for piece in pieces)
    return Template(
        pieces=pieces,
        span=span_of(node),
        node=node,
        style="f" if placed else "",
        safe=_tagged(node),
    )


def joins(node: Node) -> Node | None:
    """The next larger expression that puts a literal together with others."""
    above = node.parent
    if above is None:
        return None
    call = above.parent
    if above.type == "arguments" and _formats(call) and above.named_children[0] == node:
        return call
    if above.type == "array" and (listed := _listed(above)) is not None:
        return listed
    if above.type == "member_expression" and _adds(call) and node == field(above, "object"):
        return call
    plus = above.type == "binary_expression" and word_of(above, "operator") == "+"
    return above if plus or above.type in WRAPPED else None


def _listed(array: Node | None) -> Node | None:
    """The call that makes one text of a list of them: `["…", x].join(" ")`."""
    member = array.parent if array is not None else None
    call = member.parent if member is not None and member.type == "member_expression" else None
    return call if word_of(field(call, "function"), "property") == "join" else None


def _adds(node: Node | None) -> bool:
    """`"…".concat(x)`."""
    return node is not None and word_of(field(node, "function"), "property") == "concat"


def _formats(node: Node | None) -> bool:
    """`util.format("… %s", x)`."""
    function = field(node, "function")
    return function is not None and text_of(function) in {"util.format", "format", "sprintf"}


def _given(call: Node) -> list[Node]:
    arguments = field(call, "arguments")
    return [n for n in arguments.named_children if n.type != "comment"] if arguments else []


def _printed(call: Node) -> Iterator[Piece]:
    given = _given(call)
    found = formatted(
        [*_pieces(given[0])], "%", lambda n, _name: given[n + 1] if n + 1 < len(given) else None
    )
    yield from found or ()


def _pieces(node: Node) -> Iterator[Piece]:
    match node.type:
        case "string" | "template_string":
            yield from _literal(node)
        case "binary_expression" if word_of(node, "operator") == "+":
            for name in ("left", "right"):
                child = node.child_by_field_name(name)
                if child is not None:
                    yield from _pieces(child)
        case "call_expression" if _formats(node) and _given(node):
            yield from _printed(node)
        case "call_expression" if (parts := _parts(node)) is not None:
            for child in parts:
                between = child != parts[0] and not _adds(node)
                yield from [Piece(" ", Span(child.start_byte, child.start_byte))] if between else []
                yield from _pieces(child)
        case kind if kind in WRAPPED and node.named_children and _holds(node.named_children[0]):
            yield from _pieces(node.named_children[0])
        case "comment":
            return
        case _:
            yield Piece("", span_of(node), node=node)


def _parts(call: Node) -> list[Node] | None:
    """What `"…".concat(x)` and `["…", x].join(" ")` put together."""
    of = field(call, "function", "object")
    if of is not None and _adds(call):
        return [of, *_given(call)]
    listed = of is not None and of.type == "array" and _listed(of) == call
    return of.named_children if listed and of is not None else None


def _literal(node: Node) -> Iterator[Piece]:
    """The parts of a literal; a grammar may leave gaps between them, which are text as well."""
    data, start = node.text or b"", node.start_byte
    at, last = start + 1, max(start + 1, node.end_byte - 1)
    for child in node.named_children:
        if child.type == "string_fragment":
            continue
        if child.start_byte > at:
            yield _text(data, start, at, child.start_byte)
        at = child.end_byte
        if child.type == "template_substitution":
            inner = next((c for c in child.named_children if c.type != "comment"), child)
            yield Piece("", span_of(child), start, inner)
        else:
            yield Piece(_escape(text_of(child)), span_of(child), start, plain=False)
    if last > at:
        yield _text(data, start, at, last)


def _text(data: bytes, start: int, at: int, end: int) -> Piece:
    return Piece(data[at - start : end - start].decode("utf-8", "replace"), Span(at, end), start)


def _escape(code: str) -> str:
    body = code[1:]
    if body[:1] in {"\n", "\r", "\u2028", "\u2029"}:
        return ""
    digits = body[1:].strip("{}")
    if body[:1] in {"u", "x"} and digits:
        try:
            return chr(int(digits, 16))
        except (ValueError, OverflowError):
            return code
    return ESCAPES.get(body, body)


def _holds(node: Node) -> bool:
    while node.type in WRAPPED and node.named_children:
        node = node.named_children[0]
    while node.type == "binary_expression":
        node = node.child_by_field_name("left") or node.children[0]
    return node.type in LITERALS


def _tagged(node: Node) -> bool:
    """Whether a tag takes the template apart: sql`…`, Prisma.sql`…`, prisma.$queryRaw`…`."""
    above = node.parent
    if node.type != "template_string" or above is None or above.type != "call_expression":
        return False
    return above.child_by_field_name("arguments") == node
