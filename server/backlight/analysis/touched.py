"""What a span of a file touches, found by a cursor: it costs what is found, not the whole file."""

from collections.abc import Iterator

from tree_sitter import Node, TreeCursor

from backlight.analysis.syntax import Source, Span

NEAR = 50_000
"""Bytes before and behind a place that are looked at in a text without a tree: a dump, a bundle."""


def touching(node: Node, within: Span | None) -> Iterator[Node]:
    """The children of a node that touch a span, or all; costs only what it finds."""
    if within is None:
        yield from node.children
        return
    cursor = node.walk()
    there = _first_child(cursor, within.start)
    while there and cursor.node is not None and cursor.node.start_byte <= within.end:
        yield cursor.node
        there = cursor.goto_next_sibling()


def around(source: Source, span: Span) -> Span:
    """The top-level statements that a span touches; where there is no tree, the lines about it."""
    if source.tree is None:
        text = source.text
        above = text.line_of(max(0, span.start - NEAR))
        below = text.line_of(min(len(text.data), span.end + NEAR))
        return Span(text.line(above)[0], text.line(below)[1])
    first, last = (_statement(source.root, at) for at in (span.start, span.end))
    start = first.start_byte if first is not None else span.start
    end = last.end_byte if last is not None else span.end
    return Span(min(start, span.start), max(end, span.end))


def _statement(root: Node, offset: int) -> Node | None:
    """The first top-level statement that does not end before an offset.

    By a cursor: `Node.first_child_for_byte` of py-tree-sitter 0.26 crashes if there is none.
    """
    cursor = root.walk()
    return cursor.node if _first_child(cursor, offset) else None


def _first_child(cursor: TreeCursor, offset: int) -> bool:
    """Go to the first child that does not end before an offset.

    Between two statements of Go stands a token that is not seen, in which the first try gets lost.
    """
    tries = (max(0, offset - 1), offset)
    return any(cursor.goto_first_child_for_byte(at) is not None for at in tries)
