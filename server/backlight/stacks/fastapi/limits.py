"""How often a client may ask, in FastAPI: slowapi's decorator, which needs to see the request."""

from backlight.analysis.facts import Handler, Project
from backlight.analysis.syntax import Source, field, text_of
from backlight.edits import Change, Edit, Refused, change
from backlight.stacks.pydantic.imports import add_import
from backlight.stacks.python.limits import limited_by


def restrain(source: Source, handler: Handler, _project: Project) -> Change | Refused:
    """The decorator of the limiter that the file has, and `request` if the handler lacks it."""
    made = limited_by(source, handler)
    if isinstance(made, Refused):
        return made
    function, edit = made
    given = field(function, "parameters")
    names = [text_of(one) for one in given.named_children] if given is not None else []
    if given is None or any(name.partition(":")[0].strip() == "request" for name in names):
        return change((source.path, [edit]))
    at = given.start_byte + 1
    first = Edit(at, at, "request: Request" + (", " if names else ""), "the limiter counts by it")
    return change((source.path, [*add_import(source, "fastapi", "Request"), edit, first]))
