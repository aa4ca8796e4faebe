"""Statements of Python and the white space in front of them."""

from re import MULTILINE
from re import compile as regex

from tree_sitter import Node

from backlight.analysis.syntax import Source, Span, ancestors, node_at

BLOCKS = frozenset({"block", "module"})
STEP = regex(rb"^(\t|  +)\S", MULTILINE)


def statement_at(source: Source, span: Span) -> Node | None:
    """The plain statement around a span, with nothing behind it on its line."""
    for node in ancestors(node_at(source, span)):
        parent = node.parent
        if parent is not None and parent.type in BLOCKS:
            _, end = source.text.line_at(node.end_byte)
            rest = source.text.slice(node.end_byte, end).strip()
            plain = node.type in {"expression_statement", "assignment", "return_statement"}
            return node if plain and (not rest or rest.startswith("#")) else None
    return None


def step_of(source: Source) -> str:
    """One step of indentation in a file."""
    hit = STEP.search(source.text.data)
    if hit is None:
        return "    "
    found = hit[1].decode()
    return found if found == "\t" or len(found) in {2, 4, 8} else "    "
