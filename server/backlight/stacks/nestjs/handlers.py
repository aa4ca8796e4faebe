"""The handlers of a Nest file: the methods of controllers that have the decorator of a route."""

from collections.abc import Iterator

from tree_sitter import Node

from backlight.analysis.facts import Handler
from backlight.analysis.javascript_values import Call, Name, Value, dotted
from backlight.analysis.syntax import Source, Span, field, text_of
from backlight.stacks.nestjs import decorators
from backlight.stacks.nestjs.inputs import body, inputs
from backlight.stacks.nestjs.operations import SERVING

ROUTES = {*decorators.VERBS, "RequestMapping", *SERVING}
FOREIGN = (b"routing-controllers", b"@tsed/", b"inversify-express", b"tsoa")
"""Packages with decorators of the same names."""


def handlers(source: Source, within: Span | None = None) -> tuple[Handler, ...]:
    """The handlers of a file, or those that touch a span of it."""
    data = source.text.data
    if source.tree is None or b"@" not in data:
        return ()
    if b"@nestjs/" not in data and any(name in data for name in FOREIGN):
        return ()
    return tuple(_handlers(source, within))


def _handlers(source: Source, within: Span | None) -> Iterator[Handler]:
    for node in decorators.classes(source, within):
        span = Span(decorators.head(node), node.end_byte)
        name, inner = field(node, "name"), field(node, "body")
        if inner is None or (within is not None and not within.touches(span)):
            continue
        outer = decorators.of_class(node)
        for method, before in decorators.of_members(inner):
            whole = Span(
                min([n.start_byte for n in before] or [method.start_byte]), method.end_byte
            )
            if within is not None and not within.touches(whole):
                continue
            calls = decorators.calls(before)
            at = next((call for call in calls if decorators.named(call) in ROUTES), None)
            if at is not None and method.type == "method_definition":
                yield _handler(
                    method, text_of(name) if name is not None else "", whole, outer, calls, at
                )


def _handler(
    node: Node, owner: str, span: Span, outer: tuple[Call, ...], calls: tuple[Call, ...], at: Call
) -> Handler:
    name, whole = field(node, "name"), body(node)
    piped = any(
        decorators.checks(arg)
        for arg in (whole.call.args if whole is not None else ())
        if isinstance(arg, Call | Name)
    )
    return Handler(
        name=f"{owner}.{text_of(name) if name is not None else ''}",
        stack="nestjs",
        span=span,
        line=at.line,
        inputs=inputs(node),
        validated=(whole.type or "pipe") if piped and whole is not None else "",
        body=whole.name if whole is not None else "",
        guards=tuple(dict.fromkeys(_guards((*outer, *calls)))),
    )


def _guards(calls: tuple[Call, ...]) -> Iterator[str]:
    for call in calls:
        if decorators.named(call) == "UseGuards":
            for arg in call.args:
                of: Value = arg.of if isinstance(arg, Call) else arg
                if dotted(of):
                    yield dotted(of)
        elif decorators.named(call) in {"Auth", "Roles", "Authorized"}:
            yield decorators.named(call)
