"""A row that is not there, in Django: `get_object_or_404`, which REST framework answers as well."""

from re import compile as regex

from backlight.analysis.facts import Handler, Project
from backlight.analysis.failures import Failure
from backlight.analysis.syntax import Source, field
from backlight.edits import Change, Edit, Refused, change
from backlight.stacks.missing_rows import missing_rows
from backlight.stacks.pydantic.imports import add_import
from backlight.stacks.python.missing import call_of, guarded

MANAGER = regex(r"^([\w.]+)\.objects(?:\.all\(\))?$")


def refuse_missing(source: Source, handler: Handler, project: Project) -> Change | Refused:
    """`.get(…)` becomes `get_object_or_404(…)`; a row of `.first()` gets a guard clause."""
    found = missing_rows(source, handler, project)
    if isinstance(found, Refused):
        return found
    edits: list[Edit] = []
    got = [failure for failure in found if _gets(source, failure)]
    for failure in got:
        made = _or_404(source, failure)
        if isinstance(made, Refused):
            return made
        edits.append(made)
    if got:
        edits += add_import(source, "django.shortcuts", "get_object_or_404")
    rest = guarded(source, [f for f in found if f not in got], _raised)
    if isinstance(rest, Refused):
        return rest
    if rest:
        edits += add_import(source, "django.http", "Http404")
    return change((source.path, [*edits, *rest]))


def _raised(what: str) -> str:
    return f'raise Http404("{what} not found")'


def _gets(source: Source, failure: Failure) -> bool:
    call = call_of(source, failure.query.span) if failure.query is not None else None
    name = field(call, "function", "attribute")
    return name is not None and name.text == b"get"


def _or_404(source: Source, failure: Failure) -> Edit | Refused:
    """The call with its queryset as the first argument; a manager is named by its model."""
    call = call_of(source, failure.query.span) if failure.query is not None else None
    owner, arguments = field(call, "function", "object"), field(call, "arguments")
    if call is None or owner is None or arguments is None:
        return Refused("The query could not be read again; save the file and try once more.")
    above = call.parent
    if above is not None and above.type == "await":
        return Refused("The view is async; use `aget_object_or_404` where your Django has it.")
    code = source.text.slice(owner.start_byte, owner.end_byte)
    hit = MANAGER.match(code)
    given = source.text.slice(arguments.start_byte + 1, arguments.end_byte - 1).strip()
    joined = f"{hit[1] if hit else code}, {given}" if given else (hit[1] if hit else code)
    why = "a missing row is answered with 404"
    return Edit(call.start_byte, call.end_byte, f"get_object_or_404({joined})", why)
