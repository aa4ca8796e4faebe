"""The middleware by which the routes of an Express file ask who it is, and are limited."""

from tree_sitter import Node

from backlight.analysis.facts import Handler, Project
from backlight.analysis.javascript_expressions import FUNCTIONS, parts
from backlight.analysis.syntax import Source, captures, field, line_of, text_of
from backlight.edits import Change, Refused
from backlight.stacks.registered import GUARD, LIMITER, Registry, as_beside

CALLS = "(call_expression function: (member_expression)) @call"


def ask_who(source: Source, handler: Handler, project: Project) -> Change | Refused:
    """What asks who it is at the other routes, and nothing else that stands before them."""
    return as_beside(source, handler, project, REGISTRY, GUARD)


def restrain(source: Source, handler: Handler, project: Project) -> Change | Refused:
    """The limiter of the other routes."""
    return as_beside(source, handler, project, REGISTRY, LIMITER)


def _registered(source: Source) -> dict[int, Node]:
    """The calls that are given a path and what serves it, by the line of their method."""
    found: dict[int, Node] = {}
    for call in captures(source, CALLS).get("call", []):
        name, given = field(call, "function", "property"), _given(call)
        path = given[0] if len(given) > 1 else None
        if name is None or path is None or path.type not in {"string", "template_string"}:
            continue
        if "/" in text_of(path):
            found[line_of(name)] = call
    return found


def _between(call: Node) -> list[Node]:
    """What stands between the path and the handler, in lists or not, and has a name."""
    between = _given(call)[1:-1]
    each = (one for n in between for one in (parts(n) if n.type == "array" else [n]))
    return [one for one in each if one.type not in FUNCTIONS]


def _put(call: Node, way: str) -> tuple[int, str]:
    """Behind the path."""
    return _given(call)[0].end_byte, f", {way}"


def _given(call: Node) -> list[Node]:
    arguments = field(call, "arguments")
    return parts(arguments) if arguments is not None else []


REGISTRY = Registry(_registered, FUNCTIONS, _between, _put)
