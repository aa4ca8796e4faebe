"""A row that is not there, in FastAPI: an `HTTPException` with status 404."""

from backlight.analysis.facts import Handler, Project
from backlight.analysis.syntax import Source
from backlight.edits import Change, Refused, change
from backlight.stacks.missing_rows import missing_rows
from backlight.stacks.pydantic.imports import add_import
from backlight.stacks.python.missing import guarded


def refuse_missing(source: Source, handler: Handler, project: Project) -> Change | Refused:
    """Raise 404 behind each statement that reads a row which may be missing."""
    found = missing_rows(source, handler, project)
    if isinstance(found, Refused):
        return found
    edits = guarded(source, found, _raised)
    if isinstance(edits, Refused):
        return edits
    return change((source.path, [*add_import(source, "fastapi", "HTTPException"), *edits]))


def _raised(what: str) -> str:
    return f'raise HTTPException(status_code=404, detail="{what} not found")'
