"""Describe a handler whose framework reads no more than its docstring."""

from backlight.analysis.facts import Handler, Project
from backlight.analysis.served import served
from backlight.analysis.syntax import Source
from backlight.edits import Change, Refused, change
from backlight.stacks.python.docstring import docstring_edit
from backlight.stacks.told import elsewhere, nothing, routes, told


def document(source: Source, handler: Handler, project: Project) -> Change | Refused:
    """A docstring: which routes it answers, what it reads, with what it refuses."""
    endpoints = served(project, source.path, handler.name)
    code = source.text.slice(handler.span.start, handler.span.end)
    facts = told([(one.name, one.place) for one in handler.inputs], code, handler.validated)
    if not endpoints or not (facts or elsewhere(endpoints, source.path)):
        return nothing(handler)
    lines = (f"Answer `{routes(endpoints)}`.", *facts)
    edit = docstring_edit(source, handler, lines, f"`{handler.name}` says what it answers")
    return edit if isinstance(edit, Refused) else change((source.path, [edit]))
