"""Describe a handler by a comment over it, in the languages whose readers look there."""

from collections.abc import Callable, Sequence

from backlight.analysis.facts import Endpoint, Handler, Input, Project
from backlight.analysis.served import served
from backlight.analysis.syntax import Source
from backlight.edits import Change, Edit, Refused, change
from backlight.stacks.told import elsewhere, in_a_line, nothing, routes, told, wrapped

Document = Callable[[Source, Handler, Project], Change | Refused]
Spell = Callable[[Sequence[Endpoint]], tuple[str, ...]]
Given = tuple[str, str]
"""What is read, and where it comes from."""


def commented(
    mark: str,
    start: str = "",
    end: str = "",
    *,
    named: bool = False,
    merged: bool = False,
    spell: Spell = in_a_line,
) -> Document:
    """A writer of such comments: `mark` before each line, `start` and `end` around them all.

    With `named` the first line begins with the name of the function, as Go has it; Go registers
    routes apart from their functions, so that alone is worth writing.
    With `merged` a value may come by path, query or body, and only the routes tell which.
    The routes read as `spell` has them.
    """

    def document(source: Source, handler: Handler, project: Project) -> Change | Refused:
        endpoints = served(project, source.path, handler.name)
        indent = source.text.before(handler.span.start)
        begin = handler.span.start - len(indent.encode())
        if not endpoints or indent.strip():
            return Refused(f"`{handler.name}` does not start a line; describe it by hand.")
        given = _told(handler.inputs, endpoints) if merged else _placed(handler.inputs)
        facts = told(given, source.text.slice(handler.span.start, handler.span.end))
        if not facts and not named and not elsewhere(endpoints, source.path):
            return nothing(handler)
        said = spell(endpoints)
        name = handler.name.rpartition(".")[2]
        said = (f"{name} serves {', '.join(said)}.",) if named else said
        lines = wrapped([*said, *facts], len(indent + mark))
        written = [f"{indent}{mark}{line}" for line in lines]
        around = [f"{indent}{start}"] * bool(start), [f"{indent}{end}"] * bool(end)
        text = "\n".join((*around[0], *written, *around[1], ""))
        why = f"`{routes(endpoints[:1])}` is described"
        return change((source.path, [Edit(begin, begin, text, why)]))

    return document


def _placed(inputs: Sequence[Input]) -> list[Given]:
    return [(one.name, one.place) for one in inputs]


def _told(inputs: Sequence[Input], served: Sequence[Endpoint]) -> list[Given]:
    """What the routes name is theirs; the rest comes by the query only where nothing is sent."""
    asked = all(e.method in {"GET", "HEAD"} for e in served)
    found = []
    for one in inputs:
        if one.place in {"path", "query"} and all(f"{{{one.name}}}" in e.path for e in served):
            found.append((one.name, "path"))
        elif one.place in {"path", "query"}:
            found.append((one.name, "query" if asked else "request"))
        else:
            found.append((one.name, one.place))
    return found
