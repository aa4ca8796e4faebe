"""How declarations look in lines, for languages whose parsers lose count in half-written files."""

from dataclasses import dataclass
from re import Pattern
from re import compile as regex

from tree_sitter import Node

QUOTES = (b'"', b"'", b"`")


@dataclass(frozen=True, slots=True)
class Shape:
    """How declarations begin and end, as lines show it."""

    head: Pattern[bytes]
    """A line that a declaration, or its annotations, begin with."""
    holder: Pattern[bytes]
    """The line that opens a declaration with members."""
    opens: Pattern[bytes]
    """What the last line of a head ends with."""
    whole: Pattern[bytes]
    """What the last line of a head ends with if it is all of the declaration."""
    closes: Pattern[bytes]
    goes_on: Pattern[bytes]
    """A line that goes on with the statement above it."""
    closer: bytes
    member: tuple[bytes, bytes] = (b"", b"")
    """What a member stands in."""
    statement: tuple[bytes, bytes] = (b"", b"")
    """What a statement stands in."""


RUBY = Shape(
    head=regex(rb"\s*(?:class|module|def)\s+[\w:.]"),
    holder=regex(rb"\s*(?:class|module)\b"),
    opens=regex(rb"(?<![,(\\])$"),
    whole=regex(rb"[;\s)]end$|\)\s*=\s|^\s*def\s+[\w.?!]+\s*=\s"),
    closes=regex(rb"\s*end\b"),
    goes_on=regex(rb"\s*(?:(?:end|rescue|ensure|else|elsif|when|in|then)\b|[)\]}.&|])"),
    closer=b"end",
)
_WORDS = rb"public|private|protected|static|final|abstract|class|interface|record|enum|default"
JAVA = Shape(
    head=regex(
        rb"\s*(?:@\w|(?:" + _WORDS + rb")\b"
        rb"|(?!return|else|new|throw|if|for|while|switch|catch|try|do)"
        rb"[\w<>\[\].?]+(?:<.*>)? \w+\(.*\{\s*$)"
    ),
    holder=regex(rb"[^(=\"]*\b(?:class|interface|record|enum)\s+\w"),
    opens=regex(rb"[{;}]$"),
    whole=regex(rb"[;}]$"),
    closes=regex(rb"\s*\}"),
    goes_on=regex(rb"\s*(?:[)\]}.{&|?:+*]|(?:else|catch|finally|extends|implements|throws)\b)"),
    closer=b"}",
    member=(b"class A {", b"}"),
    statement=(b"class A { void a() {", b"} }"),
)
GO = Shape(
    head=regex(rb"(?:func|type|var|const|import|package)\b"),
    holder=regex(rb"(?!)"),
    opens=regex(rb"(?<![,])$"),
    whole=regex(rb"(?<![{(])$"),
    closes=regex(rb"[})]"),
    goes_on=regex(rb"\s*[)\]}]"),
    closer=b"}",
    statement=(b"func a() {", b"}"),
)
SHAPES = {"ruby": RUBY, "java": JAVA, "go": GO}
"""Languages whose half-written files are mended; the trees of others hold what is declared."""


def closed(node: Node) -> bool:
    """Whether a parser found both ends of a declaration, and what is wrong inside stays there.

    A quote does not: alone it is skipped, in the file it opens a text.
    """
    todo = [node]
    while todo:
        at = todo.pop()
        if at.is_error and any((at.text or b"").count(quote) % 2 for quote in QUOTES):
            return False
        todo += at.children if at.has_error else ()
    return not node.is_error and _last(node).text in {b"end", b"}", b")"}


def _last(node: Node) -> Node:
    while node.child_count:
        node = node.children[-1]
    return node
