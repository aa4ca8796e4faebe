"""The middleware by which the routes of an Express file ask who it is."""

from collections.abc import Callable

from tree_sitter import Node

from backlight.analysis.compared import served
from backlight.analysis.facts import Handler, Project
from backlight.analysis.guards import limited, signs_in
from backlight.analysis.syntax import Source, ancestors, captures, field, line_of, text_of
from backlight.edits import Change, Edit, Refused, change
from backlight.stacks.guarded import ASKS, COUNTS, LIMITS, WHY, usual

CALLS = "(call_expression function: (member_expression)) @call"
FUNCTIONS = {"function_declaration", "arrow_function", "function_expression", "method_definition"}


def ask_who(source: Source, handler: Handler, project: Project) -> Change | Refused:
    """What asks who it is at the other routes, and nothing else that stands before them."""
    return as_beside(source, handler, project, (signs_in, WHY, ASKS))


def restrain(source: Source, handler: Handler, project: Project) -> Change | Refused:
    """The limiter of the other routes."""
    return as_beside(source, handler, project, (limited, COUNTS, LIMITS))


Wanted = tuple[Callable[[str], bool], str, tuple[str, str]]
"""How the middleware is known by its text, why it is added, and words for what it does."""


def as_beside(
    source: Source, handler: Handler, project: Project, wanted: Wanted
) -> Change | Refused:
    """The middleware of the other routes, behind the path where this one is registered."""
    own = [e for e in served(project, source.path, handler.name) if e.stack == handler.stack]
    if len(own) != 1:
        return Refused("It is registered in several places; say at which it is to ask.")
    home = project.read(own[0].route_file)
    calls = _registered(home) if home is not None else {}
    call = calls.get(own[0].route_line)
    if home is None or call is None:
        return Refused(f"How `{handler.name}` is registered is not understood; ask the agent.")
    here = _function(call)
    lines = {e.route_line for e in project.endpoints if e.route_file == home.path}
    others = (calls.get(line) for line in sorted(lines - {own[0].route_line}))
    found = [_asks(one, wanted[0]) for one in others if one is not None and _function(one) == here]
    way = usual(found, wanted[2])
    if isinstance(way, Refused):
        return way
    at = _given(call)[0].end_byte
    return change((home.path, [Edit(at, at, "".join(f", {one}" for one in way), wanted[1])]))


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


def _asks(call: Node, is_it: Callable[[str], bool]) -> tuple[str, ...]:
    """What stands between the path and the handler and asks who it is."""
    plain = (n for n in _given(call)[1:-1] if n.type not in FUNCTIONS)
    return tuple(text_of(n) for n in plain if is_it(text_of(n)))


def _given(call: Node) -> list[Node]:
    arguments = field(call, "arguments")
    inner = arguments.named_children if arguments is not None else []
    return [one for one in inner if one.type != "comment"]


def _function(call: Node) -> Node | None:
    return next((n for n in ancestors(call) if n.type in FUNCTIONS), None)
