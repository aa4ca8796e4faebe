"""What a handler of Python reads of its request, whatever the framework calls the request."""

from collections.abc import Iterable
from dataclasses import dataclass

from tree_sitter import Node

from backlight.analysis.facts import Handler, Input, InputPlace
from backlight.analysis.python_inputs import inputs
from backlight.analysis.python_tree import in_class, name_of, whole
from backlight.analysis.python_uses import Uses, follow
from backlight.analysis.syntax import line_of


@dataclass(frozen=True, slots=True)
class Read:
    """What a function reads of its request."""

    inputs: tuple[Input, ...]
    body: str
    """The name that holds the body or form, empty if none is read."""
    checked: str
    """The schema that checks the body; where no body is read, the one that checks anything."""


def read(function: Node, raw: Iterable[tuple[str, InputPlace, list[Node]]]) -> Read:
    """Follow each mapping: its name, its place in the request, and the nodes it stands at."""
    found: list[Input] = []
    body, by_body, by_other = "", "", ""
    for name, place, roots in raw:
        uses = follow(function, roots)
        found += inputs(function, uses, place)
        if place not in {"body", "form"}:
            by_other = by_other or _loaded(uses)
        elif not body:
            body = next((local for local, keys, _ in uses.bound if not keys), name)
            by_body = _loaded(uses)
    return Read(tuple(found), body, by_body if body else by_other)


def handler(stack: str, scope: str, function: Node, known: Read, guards: Iterable[str]) -> Handler:
    """A function or method as a handler of a stack."""
    owner = f"{scope.rpartition('.')[2]}." if in_class(function) else ""
    return Handler(
        name=f"{owner}{name_of(function)}",
        stack=stack,
        span=whole(function),
        line=line_of(function),
        inputs=tuple(sorted(known.inputs, key=lambda one: one.span.start)),
        validated=known.checked,
        body=known.body,
        guards=tuple(dict.fromkeys(guards)),
    )


def _loaded(uses: Uses) -> str:
    """The schema or model that the handler itself gives the whole body to, if it does."""
    for _, how in uses.whole:
        into = how.partition("`")[2].rstrip("`")
        owner, _, last = into.rpartition(".")
        if last in {"model_validate", "parse_obj", "load", "validate", "validate_python"} and owner:
            return owner
    return ""
