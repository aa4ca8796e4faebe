"""The handlers of a Spring file: the mapped methods of its controllers."""

from collections.abc import Iterator

from tree_sitter import Node

from backlight.analysis.facts import Handler
from backlight.analysis.java import KINDS, annotations, method
from backlight.analysis.java_values import Method
from backlight.analysis.syntax import Source, Span, field, text_of
from backlight.analysis.touched import touching
from backlight.stacks.spring import functional_handlers
from backlight.stacks.spring.guards import guards
from backlight.stacks.spring.inputs import body_of, checks, inputs
from backlight.stacks.spring.mappings import CONTROLLERS, VERBS
from backlight.stacks.spring.messages import SERVING

CLIENTS = {"FeignClient", "HttpExchange"}
"""Annotations of interfaces that call others: their methods serve nobody."""

DEPTH = 6
"""How deep types that stand in types are looked at."""
OF_OBJECTS = {"toString", "hashCode", "equals", "close", "run", "afterPropertiesSet"}
"""Methods that say nothing of requests."""


def handlers(source: Source, within: Span | None = None) -> tuple[Handler, ...]:
    """The handlers of a file, or those that touch a span of it."""
    data = source.text.data
    if source.tree is None or source.language != "java":
        return ()
    found: tuple[Handler, ...] = ()
    if any(needle in data for needle in (b"Mapping", b"Controller", b"Exchange")):
        found = tuple(_handlers(source, within))
    return (*found, *functional_handlers.handlers(source, within))


def _handlers(source: Source, within: Span | None) -> Iterator[Handler]:
    for owner in _types(source.root, DEPTH, within):
        outer, body = annotations(owner), field(owner, "body")
        names = {one.name for one in outer}
        away = owner.type == "interface_declaration" or names & CLIENTS
        if body is None or away:
            continue
        controls = bool(names & CONTROLLERS) or any("Controller" in name for name in names)
        for node in touching(body, within):
            if node.type == "method_declaration" and field(node, "body") is not None:
                one = method(node)
                if _serves(owner, one, controls=controls):
                    yield _handler(node, one, text_of(field(owner, "name") or owner), guards(outer))


def _types(node: Node, depth: int, within: Span | None) -> Iterator[Node]:
    """The types of a file, and those that stand in them; nothing below a method is looked at."""
    for child in touching(node, within) if depth else ():
        if child.type in KINDS:
            yield child
            body = field(child, "body")
            if body is not None:
                yield from _types(body, depth - 1, within)
        elif child.type == "ERROR":
            yield from _types(child, depth - 1, within)


def _serves(owner: Node, one: Method, *, controls: bool) -> bool:
    """Whether a method is mapped, here or by an interface that its controller implements."""
    names = {a.name for a in one.annotations}
    if names & (VERBS.keys() | SERVING):
        return True
    above = any(n.type == "super_interfaces" for n in owner.named_children)
    return controls and above and "Override" in names and one.name not in OF_OBJECTS


def _handler(node: Node, one: Method, owner: str, outer: tuple[str, ...]) -> Handler:
    body = body_of(one)
    return Handler(
        name=f"{owner}.{one.name}",
        stack="spring",
        span=one.span,
        line=one.line,
        inputs=inputs(node, one),
        validated=body.type if body is not None and checks(body) else "",
        body=body.name if body is not None else "",
        guards=tuple(dict.fromkeys((*outer, *guards(one.annotations)))),
    )
