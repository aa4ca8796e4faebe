"""The middleware by which the routes of a Go file ask who it is, and are limited."""

from functools import partial

from tree_sitter import Node

from backlight.analysis.facts import Handler, Project
from backlight.analysis.go_expressions import arguments
from backlight.analysis.syntax import Source, field, text_of
from backlight.edits import Change, Refused
from backlight.stacks.go.beside import FUNCTIONS, registered
from backlight.stacks.guarded import Wanted
from backlight.stacks.registered import GUARD, LIMITER, Registry, as_beside

SPOKEN = {"gin", "echo", "chi"}
"""Frameworks that are given a guard for one route."""


def ask_who(source: Source, handler: Handler, project: Project) -> Change | Refused:
    """What asks who it is at the other routes, and nothing else that stands before them."""
    return _as_beside(source, handler, project, GUARD)


def restrain(source: Source, handler: Handler, project: Project) -> Change | Refused:
    """The limiter of the other routes."""
    return _as_beside(source, handler, project, LIMITER)


def _as_beside(
    source: Source, handler: Handler, project: Project, wanted: Wanted
) -> Change | Refused:
    stack = handler.stack
    if stack not in SPOKEN:
        return Refused("How its route is given a guard of its own is not known; ask the agent.")
    ways = partial(_besides, stack=stack), partial(_put, stack=stack)
    return as_beside(source, handler, project, Registry(registered, FUNCTIONS, *ways), wanted)


def _besides(call: Node, stack: str) -> list[Node]:
    """What a route is given besides its path and its handler, and has a name."""
    given = arguments(call)
    between = given[1:-1] if stack == "gin" else given[2:] if stack == "echo" else []
    operand = field(call, "function", "operand")
    name = field(operand, "function", "field") if operand is not None else None
    if stack == "chi" and operand is not None and name is not None and text_of(name) == "With":
        between = arguments(operand)
    return [n for n in between if n.type != "func_literal"]


def _put(call: Node, guards: str, stack: str) -> tuple[int, str]:
    given, operand = arguments(call), field(call, "function", "operand")
    if stack == "chi" and operand is not None:
        return operand.end_byte, f".With({guards})"
    return (given[0] if stack == "gin" else given[-1]).end_byte, f", {guards}"
