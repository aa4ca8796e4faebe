"""Describe a handler by a comment over it, in the languages whose readers look there."""

from collections.abc import Callable, Iterator

from backlight.analysis.documented import refusals
from backlight.analysis.facts import Handler, Project
from backlight.analysis.syntax import Source
from backlight.edits import Change, Edit, Refused, change

Document = Callable[[Source, Handler, Project], Change | Refused]


def commented(mark: str, start: str = "", end: str = "", *, named: bool = False) -> Document:
    """A writer of such comments: `mark` before each line, `start` and `end` around them all.

    With `named` the first line begins with the name of the function, as Go has it.
    """

    def document(source: Source, handler: Handler, project: Project) -> Change | Refused:
        place = (source.path, handler.name)
        served = [
            f"{e.method} {e.path}"
            for e in project.endpoints
            if (e.handler_file or e.file, e.handler) == place
        ]
        indent = source.text.before(handler.span.start)
        begin = handler.span.start - len(indent.encode())
        if not served or indent.strip():
            return Refused(f"`{handler.name}` does not start a line; describe it by hand.")
        name = handler.name.rpartition(".")[2]
        routes = ", ".join(served)
        lines = [f"{name} serves {routes}." if named else routes, *_known(source, handler)]
        written = [f"{indent}{mark}{line}" for line in lines]
        around = [f"{indent}{start}"] * bool(start), [f"{indent}{end}"] * bool(end)
        text = "\n".join((*around[0], *written, *around[1], ""))
        return change((source.path, [Edit(begin, begin, text, f"`{served[0]}` is described")]))

    return document


def _known(source: Source, handler: Handler) -> Iterator[str]:
    """What it reads and with what it refuses, a line each."""
    for place in dict.fromkeys(given.place for given in handler.inputs):
        names = dict.fromkeys(given.name for given in handler.inputs if given.place == place)
        yield f"Reads {', '.join(f'`{name}`' for name in names)} from the {place}."
    code = source.text.slice(handler.span.start, handler.span.end)
    if found := refusals(code):
        yield f"Refuses with {', '.join(found)}."
