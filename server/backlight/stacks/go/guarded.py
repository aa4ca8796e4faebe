"""The middleware by which the routes of a Go file ask who it is."""

from collections.abc import Callable

from tree_sitter import Node

from backlight.analysis.compared import served
from backlight.analysis.facts import Handler, Project
from backlight.analysis.go_expressions import arguments
from backlight.analysis.guards import limited, signs_in
from backlight.analysis.syntax import Source, ancestors, field, text_of
from backlight.edits import Change, Edit, Refused, change
from backlight.stacks.go.beside import FUNCTIONS, registered
from backlight.stacks.guarded import ASKS, COUNTS, LIMITS, WHY, usual

SPOKEN = {"gin", "echo", "chi"}
"""Frameworks that are given a guard for one route."""


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
    """The middleware of the other routes, where this one is registered."""
    own = [e for e in served(project, source.path, handler.name) if e.stack == handler.stack]
    if len(own) != 1 or handler.stack not in SPOKEN:
        return Refused("How its route is given a guard of its own is not known; ask the agent.")
    home = project.read(own[0].route_file)
    calls = registered(home)
    call = calls.get(own[0].route_line)
    if home is None or call is None:
        return Refused(f"How `{handler.name}` is registered is not understood; ask the agent.")
    lines = {e.route_line for e in project.endpoints if e.route_file == home.path}
    others = [calls.get(line) for line in sorted(lines - {own[0].route_line})]
    here = _function(call)
    found = [
        _asks(other, handler.stack, wanted[0])
        for other in others
        if other is not None and _function(other) == here
    ]
    way = usual(found, wanted[2])
    if isinstance(way, Refused):
        return way
    return change((home.path, [_edit(call, handler.stack, ", ".join(way), wanted[1])]))


def _asks(call: Node, stack: str, is_it: Callable[[str], bool]) -> tuple[str, ...]:
    """What a route is given besides its path and its handler."""
    given = arguments(call)
    between = given[1:-1] if stack == "gin" else given[2:] if stack == "echo" else []
    operand = field(call, "function", "operand")
    name = field(operand, "function", "field") if operand is not None else None
    if stack == "chi" and operand is not None and name is not None and text_of(name) == "With":
        between = arguments(operand)
    return tuple(text_of(n) for n in between if n.type != "func_literal" and is_it(text_of(n)))


def _edit(call: Node, stack: str, guards: str, why: str) -> Edit:
    given = arguments(call)
    operand = field(call, "function", "operand")
    if stack == "chi" and operand is not None:
        return Edit(operand.end_byte, operand.end_byte, f".With({guards})", why)
    at = given[0].end_byte if stack == "gin" else given[-1].end_byte
    return Edit(at, at, f", {guards}", why)


def _function(call: Node) -> Node | None:
    return next((n for n in ancestors(call) if n.type in FUNCTIONS), None)
