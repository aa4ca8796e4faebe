"""The operations of GraphQL in Python as handlers: what a cursor in one stands at."""

from collections.abc import Iterator
from re import compile as regex

from tree_sitter import Node

from backlight.analysis.facts import Handler, Input
from backlight.analysis.python_tree import decorators_of, name_of, walk, whole
from backlight.analysis.syntax import Source, Span, field, line_of, span_of, text_of
from backlight.stacks.graphql.python import MUTATES, NAME

NEEDLES = (b"strawberry", b"graphene", b"ariadne")
DECORATOR = regex(r"(?:strawberry\w*\.)?(?:field|mutation|subscription)(?:\(|$)|\w+\.field\(['\"]")
GIVEN = frozenset({"self", "cls", "info", "root", "parent", "_", "_info", "_root", "obj"})


def handlers(source: Source, within: Span | None) -> tuple[Handler, ...]:
    """Every operation of a file, or those that touch a span of it."""
    if source.tree is None or not any(needle in source.text.data for needle in NEEDLES):
        return ()
    return tuple(
        _handler(scope, node)
        for scope, node in walk(source.root, within)
        if node.type == "function_definition" and _serves(scope, node)
    )


def _serves(scope: str, node: Node) -> bool:
    name = name_of(node)
    if scope and (name.startswith("resolve_") or name in MUTATES):
        return True
    return any(DECORATOR.match(text_of(n)) for n in decorators_of(node))


def _handler(scope: str, node: Node) -> Handler:
    return Handler(
        name=f"{scope}.{name_of(node)}".strip("."),
        stack=NAME,
        span=whole(node),
        line=line_of(node),
        inputs=tuple(_inputs(node)),
    )


def _inputs(node: Node) -> Iterator[Input]:
    """Arguments; the schema itself sees to it that each is of its kind."""
    given = field(node, "parameters")
    for one in given.named_children if given is not None else ():
        name = text_of(one).partition(":")[0].partition("=")[0].strip()
        if name.isidentifier() and name not in GIVEN:
            optional = "default" in one.type
            yield Input(
                name=name, place="body", required=not optional, checked=True, span=span_of(one)
            )
