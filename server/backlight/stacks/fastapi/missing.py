"""A row that is not there, in FastAPI: an `HTTPException` with status 404."""

from backlight.analysis.facts import Handler, Project
from backlight.analysis.syntax import Source
from backlight.edits import Change, Refused, change
from backlight.stacks.pydantic.imports import add_import
from backlight.stacks.python.missing import guarded, missing


def refuse_missing(source: Source, handler: Handler, project: Project) -> Change | Refused:
    """Raise 404 behind each statement that reads a row which may be missing."""
    found = missing(source, handler, project)
    if not found:
        return Refused(
            f"No client asks for the row by what it sends to `{handler.name}`: what is right where "
            "there is none takes judgement, ask the agent."
        )
    edits = guarded(source, found, _raised)
    if isinstance(edits, Refused):
        return edits
    return change((source.path, [*add_import(source, "fastapi", "HTTPException"), *edits]))


def _raised(what: str) -> str:
    return f'raise HTTPException(status_code=404, detail="{what} not found")'
