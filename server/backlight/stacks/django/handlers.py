"""Django's handlers of one file: what they read, what checks it, what guards them."""

from collections.abc import Iterator
from re import compile as regex

from tree_sitter import Node

from backlight.analysis.facts import Handler, Input, InputPlace, ValueType
from backlight.analysis.python_expressions import dotted, parts
from backlight.analysis.python_locals import called
from backlight.analysis.python_tree import decorators_of, in_class, name_of, walk
from backlight.analysis.syntax import Source, Span, descendants, field, span_of, text_of
from backlight.stacks.django.methods import VERBS
from backlight.stacks.django.scan import speaks
from backlight.stacks.python.handled import Read, handler, read

SOURCES: dict[str, InputPlace] = {
    "request.data": "body",
    "request.POST": "form",
    "request.GET": "query",
    "request.query_params": "query",
    "request.FILES": "file",
    "request.headers": "header",
    "request.META": "header",
    "request.COOKIES": "cookie",
}
"""What is read from Django's `request`, and where in the request it stands."""

ACTIONS = {"list", "create", "retrieve", "update", "partial_update", "destroy"}
ROUTED = ("action", "detail_route", "list_route")
REQUESTS = {"request", "req"}
KINDS: dict[str, ValueType] = {
    "int": "integer",
    "float": "number",
    "str": "string",
    "UUID": "string",
}
ANSWERS = regex(
    r"\breturn\s+(?:await\s+)?[\w.]*(?:Response\w*|render|redirect|_response|\w+(?=\(request\b))\("
)
OWN = regex(r"^\s+(?:serializer_class|form_class)\s*(?::[^=\n]*)?=\s*([\w.]+)", 8)


def handlers(source: Source, within: Span | None) -> tuple[Handler, ...]:
    """The handlers of a file, or those that touch a span of it."""
    if not speaks(source) or b"req" not in source.text.data:
        return ()
    return tuple(
        _handler(scope, node)
        for scope, node in walk(source.root, within)
        if node.type == "function_definition" and _serves(scope, node)
    )


def raw(function: Node) -> Iterator[tuple[str, InputPlace, list[Node]]]:
    """Each mapping of the request that a handler reads: its name, its place, where it stands."""
    body = field(function, "body")
    if b"request." not in (function.text or b""):
        return
    found: dict[str, list[Node]] = {}
    for node in descendants(body, "attribute", "call") if body is not None else ():
        if node.type == "attribute":
            name = dotted(node).removeprefix("self.")
            if name in SOURCES:
                found.setdefault(name, []).append(node)
        elif called(node) in {"json.loads", "loads"} and ".body" in text_of(node):
            found.setdefault("request.body", []).append(node)
    for name, roots in found.items():
        yield name, SOURCES.get(name, "body"), roots


def checks(function: Node) -> str:
    """The serializer, form or schema that a handler checks its input with, empty if none does."""
    body = field(function, "body")
    if b".is_valid" not in (function.text or b""):
        return ""
    made = {}
    for node in descendants(body, "assignment") if body is not None else ():
        left, right = field(node, "left"), field(node, "right")
        if left is not None and right is not None and right.type == "call":
            made[text_of(left)] = called(right)
    for node in descendants(body, "call") if body is not None else ():
        name = called(node)
        if name.endswith(".is_valid"):
            maker = made.get(name.removesuffix(".is_valid"), "")
            own = _own(function) if maker.startswith("self.") or not maker else ""
            return own or maker.removeprefix("self.")
    return ""


def class_of(function: Node) -> Node | None:
    """The class a method stands in."""
    above = function.parent
    while above is not None and above.type != "class_definition":
        above = above.parent
    return above


def _serves(scope: str, node: Node) -> bool:
    """A view function, a method of a view class, or an action of a viewset."""
    names = [_parameter(n) for n in parts(field(node, "parameters") or node)]
    name, decorators = name_of(node), [called(d) or text_of(d) for d in decorators_of(node)]
    last = {d.partition("(")[0].rpartition(".")[2] for d in decorators if "admin" not in d}
    if in_class(node):
        if not names or names[0] != "self":
            return False
        known = name.upper() in VERBS or name in ACTIONS
        takes = (names[1:2] and names[1] in REQUESTS) or b"self.request" in (node.text or b"")
        return bool(last & {*ROUTED}) or (known and bool(takes) and _is_view(node))
    if scope or not names or names[0] not in REQUESTS:
        return False
    return "api_view" in last or ANSWERS.search(text_of(node)) is not None


def _is_view(method: Node) -> bool:
    above = class_of(method)
    bases = parts(field(above, "superclasses") or method) if above is not None else []
    return any(
        text_of(b).partition("[")[0].endswith(("View", "ViewSet", "Mixin", "API", "Api", "Base"))
        for b in bases
    )


def _handler(scope: str, node: Node) -> Handler:
    found = read(node, raw(node))
    known = Read((*_path_inputs(node), *found.inputs), found.body, checks(node) or found.checked)
    return handler("Django", scope, node, known, _guards(node))


def _path_inputs(function: Node) -> Iterator[Input]:
    """What a handler takes besides the request comes from its path."""
    given = parts(field(function, "parameters") or function)
    for node in given[2 if in_class(function) else 1 :]:
        if text_of(node).startswith("*") or node.type.endswith("_separator"):
            continue
        name, kind = _parameter(node), field(node, "type")
        default = field(node, "value")
        if name and name != "format":
            yield Input(
                name=name,
                place="path",
                type=KINDS.get(text_of(kind).partition(" ")[0], "string") if kind else "string",
                required=default is None,
                default=text_of(default) if default and default.type != "none" else None,
                span=span_of(node),
            )


def _parameter(node: Node) -> str:
    if node.type == "identifier":
        return text_of(node)
    name = field(node, "name") or (node.named_children[0] if node.named_children else node)
    return text_of(name) if name.type == "identifier" else ""


def _own(function: Node) -> str:
    """`serializer_class` or `form_class` of the class around a method."""
    above = class_of(function)
    found = OWN.search(text_of(above)) if above is not None else None
    return found[1] if found else ""


def _guards(function: Node) -> Iterator[str]:
    """Decorators, the permissions of the class, and the mixins that let only some in."""
    for node in decorators_of(function):
        name = called(node) if node.type == "call" else text_of(node)
        if name.rpartition(".")[2] not in {"api_view", *ROUTED}:
            yield from _arguments(node) if name.endswith("permission_classes") else (name,)
    above = class_of(function) if in_class(function) else None
    for base in parts(field(above, "superclasses") or function) if above is not None else ():
        if text_of(base).endswith(("RequiredMixin", "TestMixin")):
            yield text_of(base)
    body = field(above, "body")
    for statement in body.named_children if body is not None else ():
        given = statement.named_children[0] if statement.named_children else None
        left, right = field(given, "left"), field(given, "right")
        if left is not None and right is not None and text_of(left) == "permission_classes":
            yield from (text_of(n) for n in descendants(right, "identifier"))


def _arguments(call: Node) -> Iterator[str]:
    given = field(call, "arguments")
    return (text_of(n) for n in descendants(given, "identifier")) if given is not None else iter(())
