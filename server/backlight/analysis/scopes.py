r"""The function around a place, whatever the language.

>>> from backlight.analysis.syntax import parse
>>> from backlight.text import Text
>>> function_at(parse("a.py", Text("def f():\n    return 1\n")), Span(12, 12)).name
'f'
"""

from dataclasses import dataclass

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


def function_named(source: Source, name: str) -> Function | None:
    """The first function of a name (of a method, its last part) in a file."""
    last = name.rpartition(".")[2]
    if source.tree is None:
        return None
    for node in descendants(source.root, *FUNCTIONS):
        if (said := field(node, "name")) is not None and text_of(said) == last:
            return Function(name, span_of(node))
    return None
