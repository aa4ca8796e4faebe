"""SQL in the strings and heredocs of Ruby: how they are put together."""

from collections.abc import Iterator
from dataclasses import replace
from functools import lru_cache
from re import compile as regex

from tree_sitter import Node

from backlight.analysis.queries_pieces import Piece, Template, formatted
from backlight.analysis.syntax import (
    Span,
    ancestors,
    descendants,
    field,
    span_of,
    text_of,
    word_of,
)

HEREDOC = "heredoc_beginning"
LITERALS = frozenset({"string", "heredoc_body", HEREDOC})
ESCAPES = {"n": "\n", "t": "\t", "r": "\r", "s": " ", "0": "\0", "e": "\x1b"}


def read(node: Node) -> Template | None:
    """A string expression; `None` for one that has no literal in it."""
    if node.type == "binary" and _operator(node) == "%":
        return _percent(node)
    if _formats(node):
        return _printed(node)
    pieces = tuple(_pieces(node))
    if all(piece.literal < 0 for piece in pieces):
        return None
    placed = any(piece.hole and piece.literal >= 0 for piece in pieces)
    bodies = [at for one in descendants(node, HEREDOC) if (at := body_of(one)) is not None]
    end = max([node.end_byte, *(body.end_byte for body in bodies)])
    return Template(
        pieces=pieces,
        span=Span(node.start_byte, end),
        node=node,
        style="f" if placed else "",
    )


def joins(node: Node) -> Node | None:
    """The expression that puts a string together with others; of a heredoc, where it is begun."""
    if node.type == "heredoc_body":
        return beginning_of(node)
    above = node.parent
    if above is None:
        return None
    if above.type == "binary" and _operator(above) in {"+", "%"}:
        return None if _operator(above) == "%" and field(above, "left") != node else above
    if _formats(above.parent) and above.named_children[0] == node:
        return above.parent
    if _adds(above):
        return above if (field(above, "left") or field(above, "receiver")) == node else None
    alone = above.type == "parenthesized_statements" and above.named_child_count == 1
    return above if alone or above.type == "chained_string" else None


def body_of(beginning: Node) -> Node | None:
    """The text of a heredoc: those of a line follow it in the order in which they begin."""
    found = _heredocs(_root(beginning))
    return next((body for start, body in found if start == beginning), None)


def beginning_of(body: Node) -> Node | None:
    """Where a heredoc is written in an expression."""
    return next((start for start, at in _heredocs(_root(body)) if at == body), None)


@lru_cache(maxsize=4)
def _heredocs(root: Node) -> tuple[tuple[Node, Node], ...]:
    waiting: list[Node] = []
    found: list[tuple[Node, Node]] = []
    for node in descendants(root, HEREDOC, "heredoc_body"):
        if node.type == HEREDOC:
            waiting.append(node)
        elif waiting:
            found.append((waiting.pop(0), node))
    return tuple(found)


def _root(node: Node) -> Node:
    return list(ancestors(node))[-1]


def _adds(node: Node) -> bool:
    """`"…" << x`, `"…".concat(x)`."""
    if node.type == "binary":
        return _operator(node) == "<<"
    return node.type == "call" and word_of(node, "method") == "concat"


def _formats(node: Node | None) -> bool:
    """`format("… %s", x)`, `Kernel.sprintf(…)`."""
    return node is not None and node.type == "call" and word_of(node, "method") in FORMATS


FORMATS = frozenset({"format", "sprintf"})


def _printed(node: Node) -> Template | None:
    given = _given(node)
    pieces = list(_pieces(given[0])) if given else []
    if all(piece.literal < 0 for piece in pieces):
        return None
    found = formatted(pieces, "%", lambda n, _name: given[n + 1] if n + 1 < len(given) else None)
    if found is None:
        return None
    return Template(pieces=tuple(found), span=span_of(node), node=node, style="%", grown=True)


def _given(call: Node) -> list[Node]:
    arguments = field(call, "arguments")
    return arguments.named_children if arguments is not None else []


def _named(hash_: Node, name: str) -> Node | None:
    """What a hash has under a name: `"%{id}" % { id: x }`."""
    pairs = {text_of(c.children[0]).strip(":"): field(c, "value") for c in hash_.named_children}
    return pairs.get(name)


def _percent(node: Node) -> Template | None:
    """`"… %s" % x` and `"… %s" % [x, y]`."""
    left, right = field(node, "left"), field(node, "right")
    if left is None or right is None:
        return None
    items = right.named_children if right.type == "array" else [right]
    pieces = list(_pieces(left))
    if all(piece.literal < 0 for piece in pieces):
        return None
    if right.type == "hash":
        found = formatted([*map(_braced, pieces)], "%", lambda _n, name: _named(right, name))
    else:
        found = formatted(pieces, "%", lambda n, _name: items[n] if n < len(items) else None)
    if found is None:
        return None
    return Template(
        pieces=tuple(found),
        span=span_of(node),
        node=node,
        style="%",
        given=Span(left.end_byte, node.end_byte),
    )


def _braced(piece: Piece) -> Piece:
    """`%{id}` as `%(id)`, of the same length but for the letter that tells its type."""
    return replace(piece, text=BRACED.sub(r"%(\1)s", piece.text)) if not piece.hole else piece


BRACED = regex(r"%[{<](\w+)[}>]s?")


def _pieces(node: Node) -> Iterator[Piece]:
    literal = body_of(node) if node.type == HEREDOC else node
    alone = node.type == "parenthesized_statements" and node.named_child_count == 1
    if literal is not None and literal.type in {"string", "heredoc_body"}:
        yield from _literal(literal)
    elif node.type == "chained_string" or alone:
        for one in node.named_children:
            yield from _pieces(one)
    elif node.type == "binary" and _operator(node) in {"+", "<<"}:
        for child in (field(node, side) for side in ("left", "right")):
            yield from _pieces(child) if child is not None else ()
    elif node.type == "call" and _adds(node):
        for child in (field(node, "receiver"), *_given(node)):
            yield from _pieces(child) if child is not None else ()
    elif node.type != "comment":
        yield Piece("", span_of(node), node=node)


def _literal(node: Node) -> Iterator[Piece]:
    """The parts of a literal: runs of text, escapes, and code."""
    start = node.start_byte
    for child in node.named_children:
        if child.type == "interpolation":
            inner = next((c for c in child.named_children if c.type != "comment"), child)
            yield Piece("", span_of(child), start, inner)
        elif child.type == "escape_sequence":
            code = text_of(child)[1:]
            yield Piece(ESCAPES.get(code, code), span_of(child), start, plain=False)
        elif child.type != "heredoc_end":
            yield Piece(text_of(child), span_of(child), start)


def _operator(node: Node) -> str:
    operator = field(node, "operator")
    return text_of(operator) if operator is not None else ""
