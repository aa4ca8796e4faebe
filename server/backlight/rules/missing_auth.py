"""missing-auth: an endpoint that writes asks nobody who they are, and those beside it do."""

from collections.abc import Iterator
from re import compile as regex

from backlight.analysis.facts import Endpoint, FileFacts, Finding, Handler, Project
from backlight.analysis.guards import is_open, signs_in
from backlight.analysis.syntax import Source, Span
from backlight.rules.report import report

OPENED = regex(r"signed|signature|unsubscribe|invit|verif|confirm|preview|session|feedback|contact")
"""What comes from a mail or a page that anyone sees, and brings its own proof."""
WRITES = frozenset({"POST", "PUT", "PATCH", "DELETE"})
SHARE = 0.75
"""Of the other endpoints that write in the file, so many must ask; else it is not the custom."""
FEWEST = 3


def find(facts: FileFacts, source: Source, project: Project) -> Iterator[Finding]:
    """Found where most others of the file that write have a guard, and this one has none."""
    if not facts.handlers:
        return
    here = [
        e
        for e in project.endpoints
        if (e.handler_file or e.file) == facts.path and e.method in WRITES
        if not is_open(e.path) and not OPENED.search(e.path.lower())
    ]
    if len(here) <= FEWEST:
        return
    whole = project.files.get(facts.path, facts)
    known = {handler.name: handler for handler in (*whole.handlers, *facts.handlers)}
    asked = {e.handler for e in here if _asks(source, e, known.get(e.handler))}
    for handler in facts.handlers:
        mine = next((e for e in here if e.handler == handler.name), None)
        others = {e.handler for e in here if e.handler != handler.name}
        if mine is None or handler.name in asked or len(others) < FEWEST:
            continue
        owner = handler.name.rpartition(".")[0]
        if owner and any(name.startswith(f"{owner}.") for name in asked):
            continue  # What its class inherits asks for all of its methods
        if len(asked & others) >= SHARE * len(others):
            start, end = source.text.line(handler.line - 1)
            message = (
                f"Anybody may `{mine.method} {mine.path}`; {len(asked)} endpoints beside it ask who"
                " it is."
            )
            span = Span(start, end)
            yield from report(
                source, span, "missing-auth", "warning", message, "add-authentication"
            )


def _asks(source: Source, endpoint: Endpoint, handler: Handler | None) -> bool:
    """Whether somebody has to be signed in: by a guard, or by what the handler itself does."""
    guards = (*endpoint.guards, *(handler.guards if handler is not None else ()))
    if any(map(signs_in, guards)):
        return True
    if handler is None:
        return False
    return signs_in(source.text.slice(handler.span.start, handler.span.end))
