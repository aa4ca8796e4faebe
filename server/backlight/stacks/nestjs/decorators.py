"""The decorators of Nest as they stand in a file: on classes, methods, fields and parameters."""

from collections.abc import Iterator

from tree_sitter import Node

from backlight.analysis.javascript_expressions import parts, value
from backlight.analysis.javascript_values import Call, Value, dotted
from backlight.analysis.syntax import Source, Span, descendants, line_of, span_of, text_of
from backlight.analysis.touched import touching

VERBS = {
    **{name.capitalize(): name.upper() for name in ("get", "post", "put", "patch", "delete")},
    "Head": "HEAD",
    "Options": "OPTIONS",
    "All": "ANY",
    "Sse": "GET",
    "Search": "SEARCH",
}
"""Decorators that register a route -> its method."""

CHECKS = ("Valid", "Zod", "Joi", "Yup", "Schema", "Ajv", "Typia")
"""What the name of a pipe that checks a whole body holds."""


def classes(source: Source, within: Span | None = None) -> Iterator[Node]:
    """Every class of a file, or those of the statements that touch a span."""
    for node in touching(source.root, within):
        yield from descendants(node, "class_declaration", "abstract_class_declaration", "class")


def of_class(node: Node) -> tuple[Call, ...]:
    """The decorators of a class, also those that stand before its `export`."""
    above = node.parent
    before = _calls(above.children) if above is not None and "export" in above.type else ()
    return (*before, *_calls(node.children))


def of_members(body: Node) -> Iterator[tuple[Node, tuple[Node, ...]]]:
    """Each method and field of a class with its decorators."""
    before: list[Node] = []
    for child in parts(body):
        if child.type == "decorator":
            before.append(child)
            continue
        own = (n for n in child.children if n.type == "decorator")
        yield child, (*before, *own)
        before = []


def of_parameter(node: Node) -> tuple[Call, ...]:
    """The decorators of a parameter."""
    return _calls(node.children)


def calls(nodes: tuple[Node, ...]) -> tuple[Call, ...]:
    """Decorators as the calls they are; `@Public` without parentheses is one without arguments."""
    return _calls(list(nodes))


def named(call: Call) -> str:
    """The name of a decorator, without the module it is reached through."""
    return dotted(call.of).rpartition(".")[2]


def checks(given: Value) -> bool:
    """Whether a pipe checks what it is given: `ValidationPipe`, `new ZodValidationPipe(schema)`."""
    name = dotted(given.of) if isinstance(given, Call) else dotted(given)
    return any(word in name for word in CHECKS)


def _calls(nodes: list[Node]) -> tuple[Call, ...]:
    found: list[Call] = []
    for node in nodes:
        inner = parts(node) if node.type == "decorator" else []
        said = value(inner[0]) if inner else None
        if isinstance(said, Call):
            found.append(Call(said.of, said.args, said.new, span_of(node), line_of(node)))
        elif said is not None and dotted(said):
            found.append(Call(said, (), span=span_of(node), line=line_of(node)))
    return tuple(found)


def head(node: Node) -> int:
    """Where a class or member begins, with what stands before it."""
    start = node.start_byte
    before = node.prev_named_sibling
    while before is not None and before.type == "decorator":
        start, before = before.start_byte, before.prev_named_sibling
    return start


def type_of(node: Node | None) -> str:
    """A type annotation without its colon."""
    return text_of(node).lstrip(": ").strip() if node is not None else ""
