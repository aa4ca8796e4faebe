"""The middleware that keeps the answers of the routes beside one: apicache, route-cache."""

from re import compile as regex

from backlight.analysis.facts import Handler, Project
from backlight.analysis.served import served
from backlight.analysis.syntax import Source, text_of
from backlight.edits import Change, Edit, Refused, change
from backlight.stacks.cached import as_beside
from backlight.stacks.express.guarded import REGISTRY

LIBRARY = regex(r"['\"](?:apicache(?:-plus)?|route-cache)['\"]")
"""What keys by the whole address, its query with it."""
KEEPS = regex(r"(?i)^(?:\w+\.)?\w*cache\w*(?:\.\w+)?\(")
WHY = "Its answers are kept as those of the routes beside it are."


def keep(source: Source, handler: Handler, project: Project) -> Change | Refused:
    """`cache("5 minutes")` behind the path, as the other routes have it."""
    if LIBRARY.search(source.text.source) is None:
        return Refused("By what a cache of this project keys is not known here: ask the agent.")
    calls = REGISTRY.calls(source)

    def registered(one: Handler) -> int:
        own = [e for e in served(project, source.path, one.name) if e.route_file == source.path]
        return own[0].route_line if len(own) == 1 else 0

    def kept(one: Handler) -> tuple[str, ...]:
        call = calls.get(registered(one))
        found = map(text_of, REGISTRY.besides(call)) if call is not None else ()
        return tuple(text for text in found if KEEPS.match(text))

    way = as_beside(source, handler, project, kept)
    if isinstance(way, Refused):
        return way
    call = calls.get(registered(handler))
    if call is None:
        return Refused(f"How `{handler.name}` is registered is not understood; ask the agent.")
    at, text = REGISTRY.put(call, ", ".join(way))
    return change((source.path, [Edit(at, at, text, WHY)]))
