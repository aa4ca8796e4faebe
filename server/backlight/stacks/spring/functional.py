"""Functional routes of Spring: what `RouterFunctions.route()` and its builders put together."""

from collections.abc import Iterator

from tree_sitter import Node

from backlight.analysis.java_expressions import value
from backlight.analysis.java_values import Join, Name, Text, Value
from backlight.analysis.syntax import Source, ancestors, descendants, field, line_of, text_of
from backlight.stacks.spring.fragment import Nest, Part, Piece, Refer, Serve

PACKAGES = (b"function.server", b"web.servlet.function", b"webflux.core.fn")
VERBS = frozenset({"GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS"})
NESTING = frozenset({"path", "nest", "andNest"})
ADDING = frozenset({"add", "and", "andOther"})
FUNCTIONS = frozenset({"method_reference", "lambda_expression"})
HOLDING = frozenset(
    {
        *("block", "if_statement", "for_statement", "enhanced_for_statement", "while_statement"),
        *("try_statement", "try_with_resources_statement", "catch_clause", "finally_clause"),
    }
)
"""What has statements in it, each read once where it stands."""
PREDICATES = ("accept", "contentType", "headers", "RequestPredicates.")
DEEPEST = 60
OWNERS = frozenset({"class_declaration", "record_declaration", "interface_declaration"})


def pieces(source: Source) -> Iterator[Piece]:
    """What each method of a file builds of routes, and what each local name stands for."""
    if source.tree is None or not any(name in source.text.data for name in PACKAGES):
        return
    for method in descendants(source.root, "method_declaration"):
        body, owner = field(method, "body"), _owner(method)
        name = field(method, "name")
        if body is None or name is None:
            continue
        said = tuple(_said(body, DEEPEST))
        if said:
            yield Piece(owner, text_of(name), said)
        for local in descendants(body, "variable_declarator"):
            parts = tuple(of(field(local, "value"), DEEPEST))
            called = field(local, "name")
            if parts and called is not None:
                yield Piece(owner, text_of(called), parts)


def of(node: Node | None, deep: int) -> Iterator[Part]:
    """The routes that an expression stands for."""
    if node is None or deep <= 0:
        return
    match node.type:
        case "method_invocation":
            for call in reversed([*_chain(node)]):
                yield from _call(call, deep - 1)
        case "method_reference":
            yield Refer(text_of(node).rpartition("::")[2])
        case "identifier":
            yield Refer(text_of(node))
        case "lambda_expression":
            body = field(node, "body")
            if body is not None and body.type == "block":
                yield from _said(body, deep - 1)
            else:
                yield from of(body, deep - 1)
        case "parenthesized_expression" | "cast_expression":
            yield from of(node.named_children[-1], deep - 1)


def _said(body: Node, deep: int) -> Iterator[Part]:
    """What the statements of a block return or call; names of their own are pieces."""
    if deep <= 0:
        return
    for statement in body.named_children:
        inner = statement.named_children
        if statement.type in {"return_statement", "expression_statement"} and inner:
            yield from of(inner[0], deep - 1)
        elif statement.type in HOLDING:
            yield from _said(statement, deep - 1)


def _chain(node: Node) -> Iterator[Node]:
    """A call, then those that it is called on, as many as they are."""
    at: Node | None = node
    while at is not None and at.type == "method_invocation":
        yield at
        at = field(at, "object")


def _call(node: Node, deep: int) -> Iterator[Part]:
    """What one call of a chain adds."""
    before, name = field(node, "object"), field(node, "name")
    given = _given(node)
    said = text_of(name) if name is not None else ""
    if before is None or before.type == "this":
        if said == "route" and len(given) > 1:
            yield from _predicated(given)
        elif said == "nest" and len(given) > 1:
            yield Nest(_path(given[0]), tuple(of(given[1], deep)))
        elif said not in {"route", "nest"}:
            yield Refer(said)
        return
    if said in VERBS and given:
        yield _serve(said, given)
    elif said in {"route", "andRoute"} and len(given) > 1:
        yield from _predicated(given)
    elif said in NESTING and len(given) > 1:
        yield Nest(_path(given[0]), tuple(of(given[1], deep)))
    elif said in ADDING and given and given[0].type in {"method_invocation", "identifier"}:
        yield from of(given[0], deep)


def _given(node: Node) -> list[Node]:
    arguments = field(node, "arguments")
    inner = arguments.named_children if arguments is not None else []
    return [one for one in inner if "comment" not in one.type]


def _serve(verb: str, given: list[Node]) -> Serve:
    """`GET("/users", accept(JSON), handler::list)`; without a path it is the one around it."""
    pathless = len(given) < 2 or given[0].type in FUNCTIONS or _accepts(given[0])
    path = Text("") if pathless else value(given[0])
    handler = _handler(given if pathless else given[1:])
    return Serve((verb,), path, handler, line_of(given[0]))


def _accepts(node: Node) -> bool:
    """Whether an argument is a predicate that says nothing of the path: `accept(JSON)`."""
    return node.type == "method_invocation" and text_of(node).startswith(PREDICATES)


def _handler(given: list[Node]) -> str:
    """The method that serves, as it is written: `this::list`; empty for a function that is here."""
    named = (one for one in given if one.type == "method_reference")
    found = next(named, None)
    if found is not None:
        return text_of(found)
    names = [one for one in given if one.type in {"identifier", "field_access"}]
    return text_of(names[-1]) if names else ""


def _predicated(given: list[Node]) -> Iterator[Serve]:
    """`route(GET("/users").and(accept(JSON)), handler::list)`."""
    named = (text_of(name) for name in descendants(given[0], "identifier"))
    verbs = tuple(name for name in named if name in VERBS)
    path = _path(given[0])
    if verbs or path != Text(""):
        handler = _handler(given[1:])
        yield Serve(verbs, path, handler, line_of(given[0]))


def _path(predicate: Node) -> Value:
    """The path that a predicate asks for: `path("/x")`, `GET("/x").and(…)`, or a path itself."""
    plain = value(predicate)
    if isinstance(plain, Text | Join | Name):
        return plain
    for call in descendants(predicate, "method_invocation"):
        name, given = field(call, "name"), _given(call)
        if name is not None and given and text_of(name) in VERBS | {"path", "pathPrefix"}:
            return value(given[0])
    return Text("")


def _owner(method: Node) -> str:
    name = field(next((one for one in ancestors(method) if one.type in OWNERS), None), "name")
    return text_of(name) if name is not None else ""
