"""The parameter by which the handlers of a FastAPI file ask who it is."""

from backlight.analysis.documented import function_of
from backlight.analysis.facts import Handler, Project
from backlight.analysis.guards import signs_in
from backlight.analysis.syntax import Source, field, text_of
from backlight.edits import Change, Edit, Refused, change
from backlight.stacks.fastapi.handlers import paths
from backlight.stacks.fastapi.parameters import parameters
from backlight.stacks.guarded import WHY, beside


def ask_who(source: Source, handler: Handler, project: Project) -> Change | Refused:
    """The parameter of the others, behind those of the handler."""
    function = function_of(source, handler)
    given = field(function, "parameters")
    if function is None or given is None or function.has_error or "." in handler.name:
        return Refused(f"`{handler.name}` is no function that is whole: finish it first.")
    way = beside(source, handler, project, _asks)
    if isinstance(way, Refused):
        return way
    name = way[0].partition(":")[0].strip()
    inner = [one for one in given.named_children if one.type != "comment"]
    if any(text_of(one).partition(":")[0].strip() == name for one in inner):
        return Refused(f"`{handler.name}` has a parameter `{name}` already; rename it first.")
    wide = given.start_point.row != given.end_point.row and inner
    pad = f"\n{source.text.indent(inner[0].start_byte)}" if wide else " "
    late = [one for one in inner if "default" in one.type or text_of(one).startswith("*")]
    rest = [one for one in inner if text_of(one).startswith("**")]
    if not inner:
        edit = Edit(given.start_byte + 1, given.start_byte + 1, way[0], WHY)
    elif behind := rest if "=" in way[0] else late:
        edit = Edit(behind[0].start_byte, behind[0].start_byte, f"{way[0]},{pad}", WHY)
    else:
        edit = Edit(inner[-1].end_byte, inner[-1].end_byte, f",{pad}{way[0]}", WHY)
    return change((source.path, [edit]))


def _asks(source: Source, handler: Handler) -> tuple[str, ...]:
    function = function_of(source, handler)
    if function is None:
        return ()
    found = (
        text_of(one.node)
        for one in parameters(function, paths(function))
        if one.role == "guard" and (signs_in(one.guard) or signs_in(text_of(one.node)))
    )
    return tuple(found)[:1]
