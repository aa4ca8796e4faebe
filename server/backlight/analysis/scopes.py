r"""The function around a place, whatever the language.

>>> from backlight.analysis.syntax import parse
>>> from backlight.text import Text
>>> function_at(parse("a.py", Text("def f():\n    return 1\n")), Span(12, 12)).name
'f'
"""

from dataclasses import dataclass

from tree_sitter import Node

from backlight.analysis.syntax import (
    Source,
    Span,
    ancestors,
    descendants,
    field,
    node_at,
    span_of,
    text_of,
)

FUNCTIONS = frozenset(
    {"function_definition", "function_declaration", "method_definition", "method_declaration"}
    | {"generator_function_declaration", "method", "singleton_method", "constructor_declaration"}
)
"""What grammars call a function that has a name of its own."""
TYPES = frozenset({"class_definition", "class_declaration", "class"})
"""What grammars call a class."""
WRAPPING = frozenset({"decorated_definition", "export_statement"})
"""What holds the decorators of a class, and no other class."""


@dataclass(frozen=True, slots=True)
class Function:
    """A function with a name, and where it stands."""

    name: str
    span: Span


def function_at(source: Source, span: Span) -> Function | None:
    """The smallest function with a name around a span; its last byte is a part of it."""
    if source.tree is None:
        return None
    before = Span(max(0, span.start - 1), max(0, span.start - 1))
    for place in (span, before) if span.start == span.end else (span,):
        for node in ancestors(node_at(source, place)):
            name = field(node, "name") if node.type in FUNCTIONS else None
            if name is not None and node.end_byte >= span.start:
                return Function(text_of(name), span_of(node))
    return None


def head_of(one: Node) -> str:
    """A class without its body: its decorators or annotations, its name, and what it extends."""
    above, body = one.parent, field(one, "body")
    whole = above if above is not None and above.type in WRAPPING else one
    end = body.start_byte if body is not None else one.end_byte
    return (whole.text or b"")[: end - whole.start_byte].decode("utf-8", "replace")


def function_named(source: Source, name: str) -> Function | None:
    """The first function of a name (of a method, its last part) in a file."""
    last = name.rpartition(".")[2]
    if source.tree is None:
        return None
    for node in descendants(source.root, *FUNCTIONS):
        if (said := field(node, "name")) is not None and text_of(said) == last:
            return Function(name, span_of(node))
    return None
