"""Describe a handler whose framework reads no more than its docstring."""

from backlight.analysis.facts import Handler, Project
from backlight.analysis.syntax import Source
from backlight.edits import Change, Refused, change
from backlight.stacks.python.docstring import docstring_edit, facts_lines, sentence


def document(source: Source, handler: Handler, project: Project) -> Change | Refused:
    """A docstring: what it is for, what it reads, with what it refuses."""
    lines = (sentence(source, handler, project), *facts_lines(source, handler))
    edit = docstring_edit(source, handler, lines, f"`{handler.name}` says what it is for")
    return edit if isinstance(edit, Refused) else change((source.path, [edit]))
