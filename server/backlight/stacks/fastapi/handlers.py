"""FastAPI's handlers of one file: what they read, what checks it, what guards them."""

from collections.abc import Iterator
from re import compile as regex

from tree_sitter import Node

from backlight.analysis.facts import Handler, Input, InputPlace
from backlight.analysis.python_expressions import parts, string
from backlight.analysis.python_locals import occurrences
from backlight.analysis.python_routes import CONVERTER
from backlight.analysis.python_tree import decorators_of, name_of, walk
from backlight.analysis.syntax import Source, Span, descendants, field, span_of, text_of
from backlight.stacks.fastapi.parameters import Parameter, parameters
from backlight.stacks.fastapi.routes import verb
from backlight.stacks.python.handled import Read, handler, read

ADDED = regex(rb"add_(?:api_)?route\(")

SOURCES: tuple[tuple[str, InputPlace], ...] = (
    (".json()", "body"),
    (".form()", "form"),
    (".query_params", "query"),
    (".path_params", "path"),
    (".headers", "header"),
    (".cookies", "cookie"),
)
"""What is read from a `Request`, and where in the request it stands."""


def handlers(source: Source, within: Span | None) -> tuple[Handler, ...]:
    """The handlers of a file, or those that touch a span of it."""
    data = source.text.data
    if b"fastapi" not in data and (b"import flask" in data or b"from flask" in data):
        return ()
    added = _added(source)
    return tuple(
        _handler(scope, node)
        for scope, node in walk(source.root, within)
        if node.type == "function_definition"
        and (routes(node) or any(_handed(node)) or name_of(node) in added)
    )


def routes(function: Node) -> list[Node]:
    """The decorators of a function that register it for a route."""
    return [node for node in decorators_of(function) if _is_route(node)]


def raw(function: Node) -> Iterator[tuple[str, InputPlace, list[Node]]]:
    """Each untyped mapping a handler is given: its name, where it comes from, where it is used."""
    for given in parameters(function, paths(function)):
        if given.role == "raw":
            yield given.name, given.place, list(occurrences(function, given.name))
        elif given.role == "request":
            for suffix, place in SOURCES:
                roots = list(_roots(function, given.name + suffix))
                if roots:
                    yield given.name + suffix, place, roots


def paths(function: Node) -> frozenset[str]:
    """The names of the path parameters in the routes of a handler."""
    first = [args[0] for node in routes(function) if (args := _args(node))]
    written = [string(node) or "" for node in (*first, *_handed(function))]
    return frozenset(
        hit[2].strip() for path in written for hit in CONVERTER.finditer(path) if hit[2]
    )


def _is_route(node: Node) -> bool:
    function = node.child_by_field_name("function") if node.type == "call" else None
    if function is None or function.type != "attribute":
        return False
    args = _args(node)
    if not verb(text_of(parts(function)[-1])):
        return False
    first = string(args[0]) if args else None
    return first is None or first == "" or first.startswith("/")


def _handed(function: Node) -> Iterator[Node]:
    """The path in a decorator that is handed a router's method: `guarded(router.get, "/me")`."""
    for node in decorators_of(function):
        args = _args(node) if node.type == "call" else []
        if len(args) > 1 and args[0].type == "attribute" and verb(text_of(parts(args[0])[-1])):
            path = string(args[1])
            if path is not None and (path == "" or path.startswith("/")):
                yield args[1]


def _args(call: Node) -> list[Node]:
    given = call.child_by_field_name("arguments")
    found = parts(given) if given is not None else []
    path = [n.child_by_field_name("value") for n in found if text_of(n).startswith("path=")]
    return [n for n in path if n is not None] or [n for n in found if n.type != "keyword_argument"]


def _added(source: Source) -> frozenset[str]:
    """Functions that the file itself registers by `add_api_route`."""
    if not ADDED.search(source.text.data):
        return frozenset()
    names = set()
    for call in descendants(source.root, "call"):
        if text_of(field(call, "function") or call).endswith(("add_api_route", "add_route")):
            names |= {text_of(n) for n in parts(field(call, "arguments") or call)[1:2]}
    return frozenset(names)


def _handler(scope: str, node: Node) -> Handler:
    found: list[Input] = []
    checked, guards = "", [*_dependencies(node)]
    for given in parameters(node, paths(node)):
        if given.role == "value":
            found.append(_input(given))
        elif given.role == "model":
            checked = checked or given.written
        elif given.role == "guard":
            guards.append(given.guard)
    own = read(node, raw(node))
    known = Read((*found, *own.inputs), own.body, own.checked if own.body else checked)
    return handler("FastAPI", scope, node, known, guards)


def _input(given: Parameter) -> Input:
    return Input(
        name=given.name,
        place=given.place,
        type=given.kind,
        required=given.required,
        default=given.default or None,
        checked=bool(given.written),
        span=span_of(given.node),
    )


def _roots(function: Node, wanted: str) -> Iterator[Node]:
    body = function.child_by_field_name("body")
    if body is not None:
        kind = "call" if wanted.endswith(")") else "attribute"
        yield from (n for n in descendants(body, kind) if text_of(n) == wanted)


def _dependencies(function: Node) -> Iterator[str]:
    """`dependencies=[Depends(current_user)]` of the route, and other decorators."""
    for node in decorators_of(function):
        if not _is_route(node):
            yield text_of(field(node, "function") or node)
            continue
        for call in descendants(node, "call"):
            if text_of(field(call, "function") or call).rpartition(".")[2] in {
                "Depends",
                "Security",
            }:
                yield from (text_of(n) for n in parts(field(call, "arguments") or call)[:1])
