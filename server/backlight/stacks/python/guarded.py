"""The decorator by which the handlers of a file ask who it is."""

from posixpath import dirname
from re import compile as regex

from tree_sitter import Node

from backlight.analysis.documented import function_of
from backlight.analysis.facts import Handler, Project
from backlight.analysis.guards import signs_in
from backlight.analysis.syntax import Source, text_of
from backlight.edits import Change, Edit, Refused, change
from backlight.stacks.guarded import WHY, beside

OWNER = regex(r"@(\w+)\.(?:route|get|post|put|patch|delete)\(")
MOST = 5
"""Files beside it that are looked into."""
ROUTES = regex(r"\.(?:route|get|post|put|patch|delete|head|options|websocket|api_route)\(")


def ask_who(source: Source, handler: Handler, project: Project) -> Change | Refused:
    """The decorator right above the function, below the one that registers it."""
    function = function_of(source, handler)
    if function is None or function.has_error:
        return Refused(f"`{handler.name}` does not parse yet: finish it first.")
    if "." in handler.name:
        return Refused("A class of views asks in a way of its own; ask the agent for it.")
    if before := _before(source, function, project):
        return Refused(f"{before} runs something before all of these routes: look if it asks.")
    way = beside(source, handler, project, _asks)
    if isinstance(way, Refused):
        return way
    at = function.start_byte
    pad = source.text.indent(at)
    return change((source.path, [Edit(at, at, "".join(f"{one}\n{pad}" for one in way), WHY)]))


def _before(source: Source, function: Node, project: Project) -> str:
    """A file of the package that stands before all routes of the same blueprint."""
    above = function.parent
    marks = [text_of(n) for n in above.children if n.type == "decorator"] if above else []
    owners = {hit[1] for one in marks if (hit := OWNER.match(one)) is not None}
    folder = dirname(source.path)
    near = [p for p in project.paths if p.endswith(".py") and dirname(p) == folder]
    for path in sorted(near, key=lambda p: "auth" not in p)[:MOST]:
        other = project.read(path)
        for owner in owners if other is not None else ():
            if other is not None and f"@{owner}.before_request" in other.text.source:
                return path
    return ""


def _asks(source: Source, handler: Handler) -> tuple[str, ...]:
    function = function_of(source, handler)
    above = function.parent if function is not None else None
    if above is None or above.type != "decorated_definition":
        return ()
    marks = (text_of(n) for n in above.children if n.type == "decorator")
    return tuple(one for one in marks if signs_in(one) and not ROUTES.search(one))
