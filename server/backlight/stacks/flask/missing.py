"""A row that is not there, in Flask: `abort(404)`, answered by the app's own error handlers."""

from backlight.analysis.facts import Handler, Project
from backlight.analysis.syntax import Source
from backlight.edits import Change, Refused, change
from backlight.stacks.missing_rows import missing_rows
from backlight.stacks.pydantic.imports import add_import
from backlight.stacks.python.missing import guarded


def refuse_missing(source: Source, handler: Handler, project: Project) -> Change | Refused:
    """Abort with 404 behind each statement that reads a row which may be missing."""
    found = missing_rows(source, handler, project)
    if isinstance(found, Refused):
        return found
    edits = guarded(source, found, _aborted)
    if isinstance(edits, Refused):
        return edits
    return change((source.path, [*add_import(source, "flask", "abort"), *edits]))


def _aborted(what: str) -> str:
    return f'abort(404, description="{what} not found")'
