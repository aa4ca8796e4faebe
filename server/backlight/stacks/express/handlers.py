"""The handlers of an Express file: what is given to a route, and what looks like it."""

from collections.abc import Iterator

from tree_sitter import Node

from backlight.analysis.facts import Handler
from backlight.analysis.javascript_expressions import CLASSES, FUNCTIONS, parts, value
from backlight.analysis.javascript_names import label, parameters, request_of
from backlight.analysis.javascript_values import Call, Many, Member, Value, dotted
from backlight.analysis.syntax import (
    Source,
    Span,
    captures,
    descendants,
    field,
    line_of,
    span_of,
    text_of,
)
from backlight.stacks.express.inputs import body_of, inputs, request_reads
from backlight.stacks.express.paths import written
from backlight.stacks.express.route import VERBS
from backlight.stacks.express.routers import BY_HAND, CHECKING, ROUTER


def handlers(source: Source, within: Span | None = None) -> tuple[Handler, ...]:
    """The handlers of a file, or those that touch a span of it."""
    if source.tree is None:
        return ()
    query = "[" + " ".join(f"({kind})" for kind in sorted(FUNCTIONS)) + "] @function"
    found = captures(source, query, within).get("function", [])
    return tuple(one for node in found if (one := handler(node)) is not None)


def handler(node: Node) -> Handler | None:
    """A function as a handler, `None` if it does not serve requests."""
    if request_of(parameters(node)) is None or _broken(node) or _decorated(node):
        return None
    call = registration(node)
    if call is None and not _answers(node):
        return None
    verb, path = route(call) if call is not None else ("", "")
    name = f"{verb} {path}" if call is not None else label(node)
    if not name or (call is not None and not _is_last(call, node)):
        return None
    found = request_reads(node)
    body = body_of(found)
    between = list(_between(call)) if call is not None else []
    checks = next((said for said in between if CHECKING.search(said.rpartition(".")[2])), "")
    return Handler(
        name=name,
        stack="express",
        span=span_of(call) if call is not None else span_of(declaration(node)),
        line=_call_line(call) if call is not None else line_of(node),
        inputs=inputs(node, found, verb),
        validated=body.validated
        or (_checked(call, checks) if checks and call else "")
        or ("validator" if BY_HAND.search(text_of(node)) else ""),
        body="req.body" if body.read and not body.validated else "",
        guards=tuple(between),
    )


def registration(node: Node) -> Node | None:
    """The call that registers a function as a route's handler, wrappers looked through."""
    at = node.parent
    while at is not None and at.type in {"arguments", "call_expression", "array", "as_expression"}:
        if at.type == "call_expression" and _is_route(at):
            return at
        at = at.parent
    return None


def route(call: Node) -> tuple[str, str]:
    """The method and the path of a registration, as written; a path that is no string is empty."""
    said = value(call)
    if not isinstance(said, Call) or not isinstance(said.of, Member):
        return "", ""
    verb, on = VERBS[said.of.name], said.of.of
    while isinstance(on, Call) and isinstance(on.of, Member):
        if on.of.name == "route":
            return verb, written(on.args[0]) if on.args else ""
        on = on.of.of
    return verb, written(said.args[0]) if said.args else ""


def declaration(node: Node) -> Node:
    """The statement, method or property that declares a function."""
    at = node
    while at.parent is not None:
        if at.type in {"method_definition", "pair"} or at.type.endswith(
            ("_statement", "field_definition")
        ):
            return at
        if at.type in {"lexical_declaration", "variable_declaration"} or (
            at.type.endswith("function_declaration")
        ):
            return at.parent if at.parent.type == "export_statement" else at
        at = at.parent
    return node


def _is_route(call: Node) -> bool:
    said = value(call)
    if not isinstance(said, Call) or not isinstance(said.of, Member) or said.of.name not in VERBS:
        return False
    on: Value = said.of.of
    while isinstance(on, Call):
        if isinstance(on.of, Member) and on.of.name == "route":
            return True
        on = on.of.of if isinstance(on.of, Member) else on.of
    name = dotted(on)
    return bool(ROUTER.match(name)) or name in {"Router", "express.Router"} or _made(call, name)


def _made(call: Node, name: str) -> bool:
    """Whether a name was given to a router of Express in this file."""
    root = call
    while root.parent is not None:
        root = root.parent
    for node in descendants(root, "variable_declarator") if name else ():
        if text_of(node.children[0]) == name:
            code = text_of(node)
            return "Router(" in code or "express()" in code
    return False


def _is_last(call: Node, node: Node) -> bool:
    given = field(call, "arguments")
    return given is not None and bool(parts(given)) and parts(given)[-1].end_byte >= node.end_byte


def _between(call: Node) -> Iterator[str]:
    """The names of what stands between the path and the handler."""
    said = value(call)
    if not isinstance(said, Call):
        return
    todo: list[Value] = list(said.args[:-1])
    for one in todo:
        if isinstance(one, Many):
            todo.extend(one.items)
            continue
        inner = one
        while (
            isinstance(inner, Call)
            and isinstance(inner.of, Member)
            and isinstance(inner.of.of, Call)
        ):
            inner = inner.of.of
        name = dotted(inner.of) if isinstance(inner, Call) else dotted(inner)
        if name:
            yield name


def _checked(call: Node, checks: str) -> str:
    """The schema that checking middleware is given, else its own name."""
    said = value(call)
    for arg in said.args if isinstance(said, Call) else ():
        if isinstance(arg, Call) and dotted(arg.of) == checks:
            return next((name for given in arg.args if (name := dotted(given))), checks)
    return checks


def _call_line(call: Node) -> int:
    name = field(call, "function", "property")
    return line_of(name) if name is not None else line_of(call)


def _answers(node: Node) -> bool:
    """Whether a function answers requests: it uses its response, and is no middleware."""
    given = parameters(node)
    place = request_of(given)
    if place is None or len(given) <= place + 1 or place == 1 or len(given) > 3:
        return False
    response = given[place + 1].name
    if not response or not response.lstrip("_").startswith(("res", "reply")):
        return False
    following = given[place + 2].name if len(given) > place + 2 else ""
    for call in descendants(node, "call_expression"):
        callee = field(call, "function")
        name = dotted(value(callee)) if callee is not None else ""
        arguments = field(call, "arguments")
        if following and name == following and (arguments is None or not parts(arguments)):
            return False
    used = any(text_of(n) == response for n in descendants(node, "identifier"))
    return used and not any(n.type in CLASSES for n in node.children)


def _decorated(node: Node) -> bool:
    """Whether a method has a decorator: then another framework calls it."""
    before = node.prev_named_sibling if node.type == "method_definition" else None
    return before is not None and before.type == "decorator"


def _broken(node: Node) -> bool:
    """Whether the head of a function does not parse; a slip in its body is tolerated."""
    head = field(node, "parameters")
    return head is not None and head.has_error
