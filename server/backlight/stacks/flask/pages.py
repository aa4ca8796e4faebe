"""A list of Flask in pages: `limit` and `offset` of the query string, bounded, over one order."""

from backlight.analysis.documented import docstring, function_of
from backlight.analysis.facts import Handler, Project
from backlight.analysis.syntax import Source, field
from backlight.edits import Change, Edit, Refused, change
from backlight.stacks.pydantic.imports import add_import
from backlight.stacks.python.pages import DEFAULT, LIMIT, MOST, OFFSET, bounded


def page(source: Source, handler: Handler, project: Project) -> Change | Refused:
    """Read both at the start of the view, and bound the one query of the list by them."""
    function = function_of(source, handler)
    body = field(function, "body")
    if function is None or body is None or function.has_error:
        return Refused(f"`{handler.name}` does not parse yet: finish it first.")
    chain = bounded(source, handler, function, project)
    if isinstance(chain, Refused):
        return chain
    text = docstring(function)
    indent = source.text.before(body.start_byte)
    if indent.strip():
        return Refused(f"`{handler.name}` is written on one line; give its body lines of its own.")
    lines = (
        f'{LIMIT} = max(1, min(request.args.get("{LIMIT}", {DEFAULT}, type=int), {MOST}))',
        f'{OFFSET} = max(0, request.args.get("{OFFSET}", 0, type=int))',
    )
    why = "a client takes a page, and never more than an upper bound"
    if text is None:
        at, code = body.start_byte, "".join(f"{line}\n{indent}" for line in lines)
    else:
        at, code = text.end_byte, "".join(f"\n{indent}{line}" for line in lines)
    return change(
        (source.path, [*add_import(source, "flask", "request"), Edit(at, at, code, why), chain])
    )
