"""SQL in the strings of Java: how they are put together."""

from collections.abc import Iterator

from tree_sitter import Node

from backlight.analysis.queries_java_literals import formatted, literal
from backlight.analysis.queries_pieces import Piece, Template
from backlight.analysis.syntax import field, span_of, text_of

BUILDERS = {"StringBuilder", "StringBuffer", "StringJoiner"}


def read(node: Node) -> Template | None:
    """A string expression; `None` for one that has no literal in it."""
    pieces = tuple(_pieces(node))
    if all(piece.literal < 0 for piece in pieces):
        return None
    placed = any(piece.hole and piece.literal >= 0 for piece in pieces)
    return Template(pieces=pieces, span=span_of(node), node=node, style="format" if placed else "")


def joins(node: Node) -> Node | None:
    """The next larger string expression that a part is put into."""
    above = node.parent
    if above is None:
        return None
    if above.type == "parenthesized_expression" or _plus(above):
        return above
    if above.type == "argument_list" and above.parent is not None and _takes(above, node):
        return above.parent
    return above if above.type == "method_invocation" and _goes_on(above, node) else None


def method(node: Node) -> str:
    """The name of the method that a call calls, or of the class that it makes."""
    name = field(node, "name") or field(node, "type")
    return text_of(name).partition("<")[0] if name is not None else ""


def given(call: Node) -> list[Node]:
    """The arguments of a call."""
    inner = field(call, "arguments")
    return [n for n in inner.named_children if "comment" not in n.type] if inner else []


def _plus(node: Node) -> bool:
    operator = field(node, "operator")
    return node.type == "binary_expression" and operator is not None and text_of(operator) == "+"


def _takes(arguments: Node, node: Node) -> bool:
    """Whether a call goes on with the text that it is given: a builder, `format`, `concat`."""
    call = arguments.parent
    if call is None:
        return False
    name, on = method(call), field(call, "object")
    if call.type == "object_creation_expression":
        return name in BUILDERS
    if name == "format" and given(call)[_format_at(call) :][:1] == [node]:
        return on is not None and text_of(on) == "String"
    return name in {"append", "concat"} and on is not None and _holds(on)


def _format_at(call: Node) -> int:
    """Which argument of `String.format` is the text: a locale may come before it."""
    return int(any("locale" in text_of(one).lower() for one in given(call)[:1]))


def _goes_on(call: Node, node: Node) -> bool:
    """Whether a method that is called on a text gives the text with more, or as it is."""
    return field(call, "object") == node and (
        method(call) in {"append", "concat", "formatted", "toString", "trim", "strip"}
        or method(call) in {"stripIndent", "intern"}
    )


def _holds(node: Node) -> bool:
    """Whether an expression starts from a literal, or from a builder that is made in place."""
    while node.type == "method_invocation" and method(node) in {"append", "concat"}:
        inner = field(node, "object")
        if inner is None:
            return False
        node = inner
    return node.type == "string_literal" or (
        node.type == "object_creation_expression" and method(node) in BUILDERS
    )


def _pieces(node: Node) -> Iterator[Piece]:
    match node.type:
        case "string_literal":
            yield from literal(node)
        case "binary_expression" if _plus(node):
            for name in ("left", "right"):
                if (child := field(node, name)) is not None:
                    yield from _pieces(child)
        case "parenthesized_expression" if node.named_children and _texts(node.named_children[0]):
            yield from _pieces(node.named_children[0])
        case "object_creation_expression" if method(node) in BUILDERS:
            for child in given(node)[:1]:
                yield from _pieces(child)
        case "method_invocation" if _built(node):
            yield from _called(node)
        case "line_comment" | "block_comment":
            return
        case _:
            yield Piece("", span_of(node), node=node)


def _texts(node: Node) -> bool:
    """Whether an expression in parentheses has a text in it: `("a" + b)`."""
    while _plus(node) or node.type == "parenthesized_expression":
        node = field(node, "left") or node.named_children[0]
    return node.type == "string_literal"


def _built(node: Node) -> bool:
    on = field(node, "object")
    if on is None:
        return False
    if method(node) == "format":
        return text_of(on) == "String" and len(given(node)) > _format_at(node)
    return method(node) in _KEEP and _holds(_start(on))


_KEEP = {"append", "concat", "formatted", "toString", "trim", "strip", "stripIndent", "intern"}


def _start(node: Node) -> Node:
    while node.type == "method_invocation" and method(node) in _KEEP:
        inner = field(node, "object")
        if inner is None:
            return node
        node = inner
    return node


def _called(node: Node) -> Iterator[Piece]:
    name, on, args = method(node), field(node, "object"), given(node)
    if name == "format":
        at = _format_at(node)
        yield from formatted(list(_pieces(args[at])), args[at + 1 :])
    elif name == "formatted" and on is not None:
        yield from formatted(list(_pieces(on)), args)
    elif on is not None:
        yield from _pieces(on)
        for child in args[:1] if name in {"append", "concat"} else ():
            yield from _pieces(child)
