"""Describe a handler by a comment over it, in the languages whose readers look there."""

from collections.abc import Callable, Iterator, Sequence

from backlight.analysis.documented import refusals, said_to_read
from backlight.analysis.facts import Endpoint, Handler, Input, Project
from backlight.analysis.syntax import Source
from backlight.edits import Change, Edit, Refused, change

Document = Callable[[Source, Handler, Project], Change | Refused]
Given = tuple[str, str]
"""What is read, and where it comes from."""


def commented(
    mark: str, start: str = "", end: str = "", *, named: bool = False, merged: bool = False
) -> Document:
    """A writer of such comments: `mark` before each line, `start` and `end` around them all.

    With `named` the first line begins with the name of the function, as Go has it.
    With `merged` a value may come by path, query or body, and only the routes tell which.
    """

    def document(source: Source, handler: Handler, project: Project) -> Change | Refused:
        place = (source.path, handler.name)
        served = [e for e in project.endpoints if (e.handler_file or e.file, e.handler) == place]
        indent = source.text.before(handler.span.start)
        begin = handler.span.start - len(indent.encode())
        if not served or indent.strip():
            return Refused(f"`{handler.name}` does not start a line; describe it by hand.")
        name = handler.name.rpartition(".")[2]
        routes = ", ".join(f"{e.method} {e.path}" for e in served)
        given = _told(handler.inputs, served) if merged else _placed(handler.inputs)
        first = f"{name} serves {routes}." if named else routes
        lines = [first, *_known(source, handler, given)]
        written = [f"{indent}{mark}{line}" for line in lines]
        around = [f"{indent}{start}"] * bool(start), [f"{indent}{end}"] * bool(end)
        text = "\n".join((*around[0], *written, *around[1], ""))
        return change(
            (
                source.path,
                [Edit(begin, begin, text, f"`{served[0].method} {served[0].path}` is described")],
            )
        )

    return document


def _known(source: Source, handler: Handler, given: Sequence[Given]) -> Iterator[str]:
    """What it reads and with what it refuses, a line each."""
    yield from said_to_read(given)
    code = source.text.slice(handler.span.start, handler.span.end)
    if found := refusals(code):
        yield f"Refuses with {', '.join(found)}."


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
