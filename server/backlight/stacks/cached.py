"""What keeps the answers of handlers, taken from those beside one that works its answer out anew.

That a table may be shown as it was some seconds ago is a person's decision. It is made where a
handler beside reads the same table and is cached: then the same holds for what reads it, too, as
long as nobody signs in for it and nothing of the answer is one client's own.
"""

from collections.abc import Callable
from re import IGNORECASE
from re import compile as regex

from backlight.analysis.compared import code_of, queries_in
from backlight.analysis.facts import Handler, Project
from backlight.analysis.guards import signs_in
from backlight.analysis.served import served
from backlight.analysis.syntax import Source
from backlight.edits import Refused
from backlight.stacks.guarded import usual

OWN = regex(
    r"\b(?:current_?user|session|cookies?|headers?|flash\w*|csrf\w*|meta|remote_addr|principal)\b"
    r"|request\.user|req(?:uest)?\.(?:user|headers|cookies|ip)|get_language|\bg\.\w|@(?:Req|User|Headers|Ip"
    r"|CurrentUser)\b",
    IGNORECASE,
)
"""What differs from one client to the next."""
PASSES = regex(r"\b(?:random|uuid4|now|today|utcnow|Date|timezone)\b")
"""What differs from one moment to the next."""
PAGES = regex(r"\brender(?:_\w+)?\(|TemplateResponse")
THROWN = regex(
    rb"(?i)cache\w*\.(?:delete|clear|del|reset)\w*\(|delete_memoized|invalidate|cacheevict"
)
KEEPS = ("is cached", "are cached by")
By = Callable[[Handler], tuple[str, ...]]
"""What keeps the answers of a handler, as it is written."""


def as_beside(
    source: Source, handler: Handler, project: Project, keeps: By
) -> tuple[str, ...] | Refused:
    """The one way in which the handlers beside are cached, if all is true that it takes."""
    facts = project.files[source.path]
    kept = {h.name: said for h in facts.handlers if h.name != handler.name if (said := keeps(h))}
    way = usual(kept.values(), KEEPS)
    if isinstance(way, Refused):
        return way
    if (own := _own(source, handler, project)) is not None:
        return own
    known = {
        query.model
        for other in facts.handlers
        if other.name in kept
        for query in queries_in(project, source.path, other)
    }
    read = [query.model for query in queries_in(project, source.path, handler)]
    if new := next((model for model in read if not model or model not in known), None):
        return Refused(
            f"No handler that is cached here reads `{new}`: how old it may be must be decided."
        )
    if not read or "" in read:
        return Refused("Which rows it reads is not certain, nor how old they may be.")
    if THROWN.search(source.text.data) is not None:
        return Refused(
            "What is cached here is thrown away by what writes: which of it concerns this answer "
            "must be decided; ask the agent."
        )
    return way


def _own(source: Source, handler: Handler, project: Project) -> Refused | None:
    """Why an answer is not everybody's."""
    routes = served(project, source.path, handler.name)
    if any(route.method != "GET" for route in routes):
        return Refused(f"`{handler.name}` answers more than GET, and a cache asks for no method.")
    guards = (*handler.guards, *(guard for route in routes for guard in route.guards))
    code = code_of(project, source.path, handler)
    if guard := next(filter(signs_in, guards), ""):
        return Refused(f"`{guard}` asks who it is: what one is shown is not for others.")
    if (hit := OWN.search(code)) is not None:
        return Refused(f"It reads `{hit[0]}`: what one is shown is not for others.")
    if (hit := PASSES.search(code)) is not None:
        return Refused(f"It reads `{hit[0]}`: it answers otherwise from one moment to the next.")
    if PAGES.search(code) is not None:
        return Refused("A page shows who has signed in, and forms: only data is cached at once.")
    return None
