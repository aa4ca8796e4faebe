r"""A parsed file: tree-sitter, kept incremental by comparing the text with the one before.

>>> parse("a.py", Text("def f(): pass\n")).root.type
'module'
"""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from re import compile as regex
from re import escape

from tree_sitter import Node, QueryCursor, Tree

from backlight.analysis.grammars import compiled, deep, moved, parser
from backlight.analysis.languages import TREELESS, language_of
from backlight.text import Text

LARGE, WIDEST = 100_000, 500
"""Bytes from which a file is looked at for how long its lines are, and of the mean line then."""
SMALL, LARGEST = 40_000, 2_000_000
"""Bytes: a function is below the one, and its nodes are kept at hand; code is below the other."""


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of one text, in bytes; the end is exclusive."""

    start: int
    end: int

    def touches(self, other: "Span") -> bool:
        """Whether they share a byte or a border: a cursor at either end is inside."""
        return self.start <= other.end and other.start <= self.end


@dataclass(frozen=True, slots=True, eq=False)
class Source:
    """One file with its tree; a text half typed still has one (`root.has_error`)."""

    path: str
    text: Text
    language: str
    tree: Tree | None

    @property
    def root(self) -> Node:
        """The whole file; raises `ValueError` for a language without a grammar."""
        if self.tree is None:
            raise ValueError(f"{self.path} has no syntax tree")
        return self.tree.root_node


def parse(path: str, text: Text, before: Source | None = None) -> Source:
    """Parse a file; with the parse before an edit, only what changed is parsed again.

    A file in no language of ours (`package.json`) is a source without a tree, and so is one that
    a machine wrote: too large, on too few lines, or nested deeper than anyone writes.
    """
    language = language_of(path) if _written(text.data) else None
    if language is None or language in TREELESS:
        return Source(path, text, language or "text", None)
    read = parser(language)
    if before is not None and before.tree is not None and before.language == language:
        if before.text.data == text.data:
            return Source(path, text, language, before.tree)
        tree = read.parse(text.data, moved(before.tree, before.text.data, text.data))
    else:
        tree = read.parse(text.data)
    return Source(path, text, "text", None) if deep(tree) else Source(path, text, language, tree)


def _written(data: bytes) -> bool:
    """Whether somebody may have written a text; a bundle of 2 MB takes 400 MB as a tree."""
    lines = data.count(b"\n") + 1
    narrow = len(data) <= WIDEST * lines or len(data) <= WIDEST * (lines + data.count(b"\r"))
    return len(data) <= (LARGEST if narrow else LARGE)


def captures(source: Source, query: str, within: Span | None = None) -> dict[str, list[Node]]:
    """What a tree-sitter query finds, by capture name, in order of place, outer nodes first.

    tree-sitter's own order is another one in a tree that was carried over an edit.
    """
    found = _cursor(source.language, query, within).captures(source.root)
    return {name: sorted(nodes, key=_place) for name, nodes in found.items()}


def _place(node: Node) -> tuple[int, int]:
    return node.start_byte, -node.end_byte


def span_of(node: Node) -> Span:
    """Where a node stands."""
    return Span(node.start_byte, node.end_byte)


def text_of(node: Node) -> str:
    """What a node reads."""
    return (node.text or b"").decode("utf-8", "replace")


def line_of(node: Node) -> int:
    r"""The line a node starts on, from 1 (tree-sitter ends lines at `\n` only)."""
    return node.start_point.row + 1


def field(node: Node | None, *names: str) -> Node | None:
    """Follow fields down from a node; `None` as soon as one is missing."""
    for name in names:
        node = node.child_by_field_name(name) if node is not None else None
    return node


def word_of(node: Node | None, *names: str) -> str:
    """What the node at the end of some fields reads; empty if there is none."""
    found = field(node, *names)
    return text_of(found) if found is not None else ""


def ancestors(node: Node) -> Iterator[Node]:
    """The node, then what it stands in, up to the file."""
    above: Node | None = node
    while above is not None:
        yield above
        above = above.parent


def descendants(node: Node, *types: str) -> Iterator[Node]:
    """Every node of the given types below (and including) a node, in order of place."""
    below = _flat(node) if node.end_byte - node.start_byte < SMALL else _walk(node)
    return (at for at, kind in below if kind in types)


def named(source: Source, name: str, *types: str) -> Iterator[Node]:
    """Every node of the given types that reads as a name, in order of place.

    The text is searched for it, not the tree: in a long file that is a fiftieth of the time.
    """
    word = name.encode("utf-8", "surrogatepass")
    for hit in regex(rb"(?<![\w$])" + escape(word) + rb"(?![\w$])").finditer(source.text.data):
        node = node_at(source, Span(*hit.span()))
        if node.type in types and (node.start_byte, node.end_byte) == hit.span():
            yield node


def errors(source: Source) -> Iterator[Node]:
    """Every stretch that does not parse, and every token that is missing, in order of place."""
    stack = [source.root] if source.tree is not None else []
    while stack:
        node = stack.pop()
        if node.is_error or node.is_missing:
            yield node
        elif node.has_error:
            stack.extend(reversed(node.children))


def node_at(source: Source, span: Span) -> Node:
    """The smallest node that holds a span."""
    found = source.root.descendant_for_byte_range(span.start, span.end)
    return found if found is not None else source.root


@lru_cache(maxsize=32)
def _flat(node: Node) -> tuple[tuple[Node, str], ...]:
    """All below a node of the size of a function: what looks at one looks many times."""
    return tuple(_walk(node))


def _walk(node: Node) -> Iterator[tuple[Node, str]]:
    todo = [node]
    while todo:
        at = todo.pop()
        yield at, at.type
        if at.child_count:
            todo.extend(reversed(at.children))


def _cursor(language: str, query: str, within: Span | None) -> QueryCursor:
    cursor = QueryCursor(compiled(language, query))
    if within is not None:
        cursor.set_byte_range(within.start, within.end)
    return cursor
