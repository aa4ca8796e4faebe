"""Flask's handlers of one file: what they read, what checks it, what guards them."""

from collections.abc import Iterator
from re import compile as regex

from tree_sitter import Node

from backlight.analysis.facts import Handler, Input, InputPlace, ValueType
from backlight.analysis.python_expressions import parts, string
from backlight.analysis.python_locals import called
from backlight.analysis.python_routes import CONVERTER, METHODS
from backlight.analysis.python_tree import decorators_of, in_class, name_of, walk
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
from backlight.stacks.python.handled import Read, handler, read

SOURCES: dict[str, InputPlace] = {
    "request.json": "body",
    "request.get_json": "body",
    "request.form": "form",
    "request.args": "query",
    "request.values": "query",
    "request.view_args": "path",
    "request.headers": "header",
    "request.cookies": "cookie",
    "request.files": "file",
}
"""What is read from Flask's `request`, and where in the request it stands."""

CHECKING = frozenset({"use_kwargs", "use_args", "arguments", "input", "expect", "validate"})
"""Decorators of webargs, flask-apispec, flask-smorest, APIFlask and flask-restx."""

CONVERTERS: dict[str, ValueType] = {"int": "integer", "float": "number", "string": "string"}

ADDED = regex(rb"add_url_rule\(")


def handlers(source: Source, within: Span | None) -> tuple[Handler, ...]:
    """The handlers of a file, or those that touch a span of it."""
    data = source.text.data
    if not any(name in data for name in (b"flask", b".route(", b"request", b"quart")):
        return ()
    if b"from django" in data and b"flask" not in data:
        return ()
    added = _added(source)
    return tuple(
        _handler(scope, node)
        for scope, node in walk(source.root, within)
        if node.type == "function_definition" and _serves(source, node, added)
    )


def routes(function: Node) -> list[Node]:
    """The decorators of a function that register it for a route."""
    return [node for node in decorators_of(function) if _is_route(node)]


def raw(function: Node) -> Iterator[tuple[str, InputPlace, list[Node]]]:
    """Each mapping of the request that a handler reads: its name, its place, where it stands."""
    body = function.child_by_field_name("body")
    found: dict[str, list[Node]] = {}
    for node in descendants(body, "attribute", "call") if body is not None else ():
        name = text_of(node) if node.type == "attribute" else called(node)
        call = node.parent is not None and node.parent.type == "call"
        if name in SOURCES and (node.type == "call") == (name == "request.get_json"):
            if not (call and field(node.parent, "function") == node):
                found.setdefault(name, []).append(node)
        elif (
            node.type == "call" and name in {"json.loads", "loads"} and "request." in text_of(node)
        ):
            found.setdefault("request.data", []).append(node)
    for name, roots in found.items():
        yield name, SOURCES.get(name, "body"), roots


def _serves(source: Source, node: Node, added: frozenset[str]) -> bool:
    """It has a route, is a method of a view class, or is given to a route in this file."""
    if routes(node):
        return b"flask" in source.text.data or b"fastapi" not in source.text.data
    if in_class(node):
        return _view(node) and name_of(node).upper() in {*METHODS, "DISPATCH_REQUEST"}
    return name_of(node) in added


def _view(method: Node) -> bool:
    """Whether a method stands in a class that is a view by its bases."""
    above = method.parent
    while above is not None and above.type != "class_definition":
        above = above.parent
    bases = field(above, "superclasses")
    last = [text_of(n).rpartition(".")[2] for n in parts(bases)] if bases is not None else []
    return any(base.endswith(("View", "Resource", "API")) for base in last)


def _is_route(node: Node) -> bool:
    name = called(node) if node.type == "call" else ""
    if "." not in name:
        return False
    last = name.rpartition(".")[2]
    args = parts(field(node, "arguments") or node)
    first = string(args[0]) if args else None
    if last == "route":
        return bool(args)
    return last.upper() in METHODS and (first is None or first == "" or first.startswith("/"))


def _added(source: Source) -> frozenset[str]:
    """Functions that the file itself gives to `add_url_rule`; looked for by bytes, on each key."""
    found: set[str] = set()
    for hit in ADDED.finditer(source.text.data):
        place = node_at(source, Span(hit.start(), hit.start()))
        call = next((n for n in ancestors(place) if n.type == "call"), None)
        given = parts(field(call, "arguments") or call) if call is not None else ()
        found |= {text_of(field(argument, "value") or argument) for argument in given}
    return frozenset(found)


def _handler(scope: str, node: Node) -> Handler:
    found = read(node, raw(node))
    known = Read((*_path_inputs(node), *found.inputs), found.body, _checked(node) or found.checked)
    return handler("Flask", scope, node, known, _guards(node))


def _path_inputs(function: Node) -> Iterator[Input]:
    given = field(function, "parameters")
    names = {text_of(n): n for n in parts(given)} if given is not None else {}
    for node in routes(function):
        args = parts(field(node, "arguments") or node)
        for hit in CONVERTER.finditer((string(args[0]) or "") if args else ""):
            name = hit[1]
            if name in names:
                kind = CONVERTERS.get(hit[0][1:].partition(":")[0], "string")
                at = span_of(names.pop(name))
                yield Input(name=name, place="path", type=kind, required=True, span=at)


def _checked(function: Node) -> str:
    """The schema of a checking decorator, or the form that is validated."""
    for node in decorators_of(function):
        if node.type == "call" and called(node).rpartition(".")[2] in CHECKING:
            args = parts(field(node, "arguments") or node)
            schema = text_of(args[0]).partition("(")[0] if args else ""
            return schema if schema and not schema.startswith("{") else called(node)
    body = text_of(field(function, "body") or function)
    made = regex(r"\b(\w+)\s*=\s*(\w*Form)\(").search(body)
    if made and regex(rf"\b{made[1]}\.validate(_on_submit)?\(").search(body):
        return made[2]
    return ""


def _guards(function: Node) -> Iterator[str]:
    for node in decorators_of(function):
        name = called(node) if node.type == "call" else text_of(node)
        if not _is_route(node) and name.rpartition(".")[2] not in CHECKING:
            yield name
