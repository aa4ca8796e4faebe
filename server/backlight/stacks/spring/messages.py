"""What Spring serves besides paths: operations of GraphQL, and messages of sockets."""

from collections.abc import Iterator

from backlight.analysis.facts import Endpoint, Handler
from backlight.analysis.java import annotations
from backlight.analysis.java_values import Annotation, Many, Type
from backlight.analysis.java_world import Found, World
from backlight.analysis.syntax import Source, Span, ancestors, node_at
from backlight.stacks.spring.guards import guards

FIELDS = {
    "QueryMapping": "Query",
    "MutationMapping": "Mutation",
    "SubscriptionMapping": "Subscription",
}
"""Annotations of methods that answer a field of GraphQL -> the type that has it."""
SOCKETS = frozenset({"MessageMapping", "SubscribeMapping"})
SERVING = frozenset({*FIELDS, *SOCKETS})
SERVED = "/graphql"
"""Where Spring serves GraphQL unless its settings say otherwise."""


def endpoints(world: World, at: Found) -> Iterator[Endpoint]:
    """Every operation and every message that a controller answers."""
    file, one = at
    for method in one.methods:
        for mark in method.annotations:
            socket = mark.name in SOCKETS
            names = _names(world, at, mark) or ([] if socket else [method.name])
            for name in names if mark.name in SERVING else ():
                yield Endpoint(
                    method="WEBSOCKET" if socket else "POST",
                    path=_path(world, at, name)
                    if socket
                    else f"{SERVED}#{FIELDS[mark.name]}.{name}",
                    handler=f"{one.name}.{method.name}",
                    stack="spring",
                    file=file.path,
                    line=method.line,
                    route_file=file.path,
                    route_line=mark.line,
                    guards=guards((*one.annotations, *method.annotations)),
                )


def answers_message(source: Source, handler: Handler) -> bool:
    """Whether a handler answers a message: it has no status, and no query string."""
    node = node_at(source, Span(handler.span.start, handler.span.start))
    method = next((n for n in ancestors(node) if n.type == "method_declaration"), None)
    return method is not None and any(a.name in SERVING for a in annotations(method))


def _path(world: World, at: Found, name: str) -> str:
    """A destination below that of its class."""
    above = [text for mark in _of_class(at[1]) for text in _names(world, at, mark)]
    parts: list[str] = [part.strip("/") for part in [*above[:1], name]]
    return "/" + "/".join(filter(None, parts))


def _of_class(one: Type) -> Iterator[Annotation]:
    return (a for a in one.annotations if a.name == "MessageMapping")


def _names(world: World, at: Found, mark: Annotation) -> list[str]:
    given = mark.get("value", "name")
    items = given.items if isinstance(given, Many) else (given,) if given is not None else ()
    found: list[list[str]] = [world.texts(at, item) or [] for item in items]
    return [text for one in found for text in one]
