"""Middleware that the routes beside one are registered with, put where that one is registered."""

from collections.abc import Callable, Collection
from dataclasses import dataclass

from tree_sitter import Node

from backlight.analysis.facts import Handler, Project
from backlight.analysis.guards import limited, signs_in
from backlight.analysis.served import served
from backlight.analysis.syntax import Source, ancestors, text_of
from backlight.edits import Change, Edit, Refused, change
from backlight.stacks.guarded import ASKS, COUNTS, LIMITS, WHY, Wanted, usual

GUARD: Wanted = (signs_in, WHY, ASKS)
LIMITER: Wanted = (limited, COUNTS, LIMITS)


@dataclass(frozen=True, slots=True)
class Registry:
    """How the routes of a framework are registered."""

    calls: Callable[[Source], dict[int, Node]]
    """The calls that register, by their lines."""
    functions: Collection[str]
    """Kinds of nodes that such calls stand in together."""
    besides: Callable[[Node], list[Node]]
    """What a call is given besides path and handler."""
    put: Callable[[Node, str], tuple[int, str]]
    """Where more of that goes, and how it is written."""


def as_beside(
    source: Source, handler: Handler, project: Project, registry: Registry, wanted: Wanted
) -> Change | Refused:
    """The middleware of the other routes of the same function, and nothing else of theirs."""
    own = [e for e in served(project, source.path, handler.name) if e.stack == handler.stack]
    if len(own) != 1:
        return Refused("It is not registered in one place alone; say where that is to be added.")
    home = project.read(own[0].route_file)
    calls = registry.calls(home) if home is not None else {}
    call = calls.get(own[0].route_line)
    if home is None or call is None:
        return Refused(f"How `{handler.name}` is registered is not understood; ask the agent.")
    is_it, why, words = wanted
    here = _function(call, registry)
    lines = {e.route_line for e in project.endpoints if e.route_file == home.path}
    others = [calls[line] for line in sorted(lines - {own[0].route_line}) if line in calls]
    found = (
        tuple(text_of(n) for n in registry.besides(one) if is_it(text_of(n)))
        for one in others
        if _function(one, registry) == here
    )
    way = usual(found, words)
    if isinstance(way, Refused):
        return way
    at, text = registry.put(call, ", ".join(way))
    return change((home.path, [Edit(at, at, text, why)]))


def _function(call: Node, registry: Registry) -> Node | None:
    return next((n for n in ancestors(call) if n.type in registry.functions), None)
