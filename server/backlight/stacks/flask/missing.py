"""A row that is not there, in Flask: as the file refuses, else `abort(404)`, for its handlers."""

from re import compile as regex

from backlight.analysis.facts import Handler, Project
from backlight.analysis.syntax import Source, descendants, field
from backlight.edits import Change, Refused, change
from backlight.stacks.flask.answers import PROBLEMS, RETURNED, Answer, own, past
from backlight.stacks.missing_rows import missing_rows
from backlight.stacks.pydantic.imports import add_imports
from backlight.stacks.pydantic.known import function_at
from backlight.stacks.python.missing import guarded

ABORTS = regex(r"\babort\(")


def refuse_missing(source: Source, handler: Handler, project: Project) -> Change | Refused:
    """Answer 404 behind each statement that reads a row which may be missing."""
    found = missing_rows(source, handler, project)
    if isinstance(found, Refused):
        return found
    said = _answer(source, handler)
    text = PROBLEMS[1]
    edits = guarded(source, found, lambda what: said.lines[0].replace(text, f'"{what} not found"'))
    if isinstance(edits, Refused):
        return edits
    return change((source.path, [*add_imports(source, said.wanted), *edits]))


def _answer(source: Source, handler: Handler) -> Answer:
    """What the file returns where it refuses; a function within a handler can only abort."""
    plain = Answer((f"abort(404, description={PROBLEMS[1]})",), frozenset({("flask", "abort")}))
    function = function_at(source, handler)
    body = field(function, "body")
    if body is None or ABORTS.search(source.text.source):
        return plain
    beside = own(source, body)
    hit = RETURNED.fullmatch(beside.lines[-1]) if beside is not None else None
    if hit is None or any(descendants(body, "function_definition")):
        return plain
    status = "404" if hit[2].isdigit() else "HTTPStatus.NOT_FOUND"
    return past(Answer((f"return {hit[1]}, {status}",)), source, handler)
