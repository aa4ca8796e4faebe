"""SQL in the strings of Python: how they are put together, and where their values come from."""

from collections.abc import Iterator
from functools import partial

from tree_sitter import Node

from backlight.analysis.queries_pieces import Piece, Template, formatted
from backlight.analysis.queries_python_methods import items, listed, method, receiver
from backlight.analysis.syntax import Span, span_of, text_of, word_of

SAFE_CALLS = frozenset({"SQL", "sql.SQL", "psycopg.sql.SQL", "psycopg2.sql.SQL", "pgsql.SQL"})
LITERALS = frozenset({"string", "concatenated_string"})


def read(node: Node) -> Template | None:
    """A string expression; `None` for one that has no literal in it."""
    style, given = "", None
    inner = _bare(node)
    if inner.type == "binary_operator" and word_of(inner, "operator") == "%":
        pieces, given = _percent(inner)
        style = "%"
    elif inner.type == "call" and method(inner) == "format":
        pieces, given = _format(inner)
        style = "format"
    else:
        pieces = list(_pieces(inner))
    if pieces is None or all(piece.literal < 0 for piece in pieces):
        return None
    if not style and any(p.hole and p.literal >= 0 for p in pieces):
        style = "f"
    called = node.parent.parent if node.parent is not None else None
    callee = called.child_by_field_name("function") if called is not None else None
    composed = callee is not None and text_of(callee) in SAFE_CALLS
    return Template(
        pieces=tuple(pieces),
        span=span_of(node),
        node=node,
        style=style,
        given=given,
        safe=composed or text_of(inner)[:2].lower().startswith(("t'", 't"')),
    )


def joins(node: Node) -> Node | None:
    """The next larger expression that puts a literal together with others."""
    above = node.parent
    if above is None or above.type in {"concatenated_string", "parenthesized_expression"}:
        return above
    if above.type == "binary_operator":
        operator = word_of(above, "operator")
        return above if operator == "+" or (operator == "%" and node == _left(above)) else None
    if above.type == "attribute" and above.parent and method(above.parent) == "format":
        return above.parent
    return listed(above)


def _pieces(node: Node) -> Iterator[Piece]:
    match node.type:
        case "string":
            yield from _literal(node)
        case "concatenated_string" | "parenthesized_expression" if _inside(node):
            for child in node.named_children:
                yield from _pieces(child)
        case "binary_operator" if word_of(node, "operator") == "+":
            for child in node.children_by_field_name("left") + node.children_by_field_name("right"):
                yield from _pieces(child)
        case "binary_operator" if word_of(node, "operator") == "%" and _holds(_left(node)):
            yield from _percent(node)[0] or [Piece("", span_of(node), node=node)]
        case "call" if method(node) == "format" and _holds(receiver(node)):
            yield from _format(node)[0] or [Piece("", span_of(node), node=node)]
        case "call" if (inside := items(node)) is not None:
            yield from _joined(receiver(node), inside)
        case "comment":
            return
        case _:
            yield Piece("", span_of(node), node=node)


def _inside(node: Node) -> bool:
    """Whether an expression is what stands in it: literals in a row, or one in parentheses."""
    return node.type == "concatenated_string" or node.named_child_count == 1


def _joined(between: Node, inside: list[Node]) -> Iterator[Piece]:
    said = "".join(piece.text for piece in _literal(between))
    for child in inside:
        at = Span(child.start_byte, child.start_byte)
        yield from [Piece(said, at, plain=False)] if said and child != inside[0] else []
        yield from _pieces(child)


def _literal(node: Node) -> Iterator[Piece]:
    start = node.start_byte
    raw = "r" in text_of(node.children[0]).lower() if node.children else False
    for child in node.named_children:
        if child.type == "interpolation":
            inner = child.child_by_field_name("expression") or child
            yield Piece("", span_of(child), start, inner)
        elif child.type == "string_content":
            yield from _content(child, start, raw=raw)


def _content(node: Node, literal: int, *, raw: bool) -> Iterator[Piece]:
    data, at = node.text or b"", node.start_byte
    for child in (*node.named_children, None):
        end = child.start_byte if child is not None else node.end_byte
        if end > at:
            said = data[at - node.start_byte : end - node.start_byte].decode("utf-8", "replace")
            yield Piece(said, Span(at, end), literal)
        if child is not None:
            at = child.end_byte
            text = text_of(child)
            yield Piece(text if raw else _escape(text), span_of(child), literal, plain=raw)


def _escape(code: str) -> str:
    if code in {"{{", "}}"}:
        return code[0]
    try:
        return "" if code[1:2] in {"\n", "\r"} else code.encode("latin-1").decode("unicode_escape")
    except ValueError:
        return code


def _percent(node: Node) -> tuple[list[Piece] | None, Span]:
    left, right = _left(node), node.child_by_field_name("right")
    given = Span(left.end_byte, node.end_byte)
    if right is None:
        return None, given
    return formatted(list(_pieces(left)), "%", partial(_argument, right)), given


def _format(node: Node) -> tuple[list[Piece] | None, Span]:
    on, arguments = receiver(node), node.child_by_field_name("arguments")
    given = Span(on.end_byte, node.end_byte)
    if arguments is None:
        return None, given
    return formatted(list(_pieces(on)), "format", partial(_field, arguments)), given


def _argument(right: Node, position: int, name: str) -> Node | None:
    right = _bare(right)
    if right.type == "dictionary" and name:
        for pair in right.named_children:
            key, value = pair.child_by_field_name("key"), pair.child_by_field_name("value")
            if key is not None and text_of(key).strip("'\"") == name:
                return value
        return None
    if name:
        return right
    if right.type == "tuple":
        items = [child for child in right.named_children if child.type != "comment"]
        return items[position] if position < len(items) else None
    return right


def _field(arguments: Node, position: int, name: str) -> Node | None:
    head = name.split(".", maxsplit=1)[0].split("[", maxsplit=1)[0]
    given = [child for child in arguments.named_children if child.type != "comment"]
    plain = [child for child in given if child.type != "keyword_argument"]
    if not head or head.isdigit():
        wanted = int(head) if head else position
        return plain[wanted] if wanted < len(plain) else None
    for child in given:
        if child.type == "keyword_argument" and text_of(child.children[0]) == head:
            return child.child_by_field_name("value")
        if child.type == "dictionary_splat":
            return child
    return None


def _bare(node: Node) -> Node:
    while node.type == "parenthesized_expression" and node.named_child_count == 1:
        node = node.named_children[0]
    return node


def _holds(node: Node) -> bool:
    """Whether a string literal stands at the left end of an expression."""
    node = _bare(node)
    while node.type == "binary_operator":
        node = _bare(_left(node))
    return node.type in LITERALS


def _left(node: Node) -> Node:
    return node.child_by_field_name("left") or node
