"""The handlers of functional routes: methods that answer a `ServerRequest`, and what they read."""

from collections.abc import Iterator

from tree_sitter import Node

from backlight.analysis.facts import Handler, Input, InputPlace, ValueType
from backlight.analysis.java import KINDS, method
from backlight.analysis.java_values import Method, simple
from backlight.analysis.syntax import Source, Span, descendants, field, span_of, text_of
from backlight.analysis.touched import touching

REQUEST = "ServerRequest"
ANSWERS = "ServerResponse"
READS: dict[str, InputPlace] = {
    "pathVariable": "path",
    "queryParam": "query",
    "param": "query",
    "header": "header",
    "firstHeader": "header",
}
BODIES = frozenset({"bodyToMono", "bodyToFlux", "body"})
DEPTH = 6


def handlers(source: Source, within: Span | None) -> Iterator[Handler]:
    """Those of a file, or those that touch a span of it."""
    if REQUEST.encode() not in source.text.data:
        return
    for owner, node in _methods(source.root, "", within, DEPTH):
        one = method(node)
        request = next((p.name for p in one.parameters if simple(p.type) == REQUEST), "")
        if request and ANSWERS in one.returns:
            yield _handler(node, one, owner, request)


def _methods(node: Node, owner: str, within: Span | None, depth: int) -> Iterator[tuple[str, Node]]:
    for child in touching(node, within) if depth else ():
        if child.type in KINDS:
            body, name = field(child, "body"), field(child, "name")
            if body is not None:
                called = text_of(name) if name is not None else owner
                yield from _methods(body, called, within, depth - 1)
        elif child.type == "method_declaration" and (
            within is None or within.touches(span_of(child))
        ):
            yield owner, child


def _handler(node: Node, one: Method, owner: str, request: str) -> Handler:
    read = {(i.name, i.place): i for i in reversed(list(_inputs(node, request)))}
    found = sorted(read.values(), key=lambda each: each.span.start)
    return Handler(
        name=f"{owner}.{one.name}",
        stack="spring",
        span=one.span,
        line=one.line,
        inputs=tuple(found),
        body=next((f"{request}.body" for each in found if each.place == "body"), ""),
    )


def _inputs(node: Node, request: str) -> Iterator[Input]:
    """`request.pathVariable("id")`, `request.queryParam("q")`, `request.bodyToMono(User.class)`."""
    for call in descendants(node, "method_invocation"):
        of, name, given = field(call, "object"), field(call, "name"), field(call, "arguments")
        if of is None or name is None or given is None or not given.named_children:
            continue
        first, said = given.named_children[0], text_of(name)
        if text_of(of) not in {request, f"{request}.headers()"}:
            continue
        if said in READS and first.type == "string_literal":
            yield Input(
                name=text_of(first).strip('"'),
                place=READS[said],
                type="string",
                required=said == "pathVariable",
                checked=said == "pathVariable",
                span=span_of(call),
            )
        elif said in BODIES:
            kind: ValueType = "array" if said == "bodyToFlux" else "object"
            named = text_of(first).removesuffix(".class")
            yield Input(name=named, place="body", type=kind, required=True, span=span_of(call))
