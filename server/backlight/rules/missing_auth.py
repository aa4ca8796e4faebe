"""missing-auth: an endpoint that writes asks nobody who they are, and those beside it do."""

from collections.abc import Iterator
from re import compile as regex

from backlight.analysis.facts import Endpoint, FileFacts, Finding, Handler, Project
from backlight.analysis.guards import is_open, signs_in
from backlight.analysis.syntax import Source, Span
from backlight.rules.report import report

OPENED = regex(
    r"signed|signature|recover|unsubscribe|invit|verif|confirm|preview|session|feedback|contact"
)
"""What comes from a mail or a page that anyone sees, and brings its own proof."""
SIGNS_UP = regex(r"(?i)regist(?:er|ration)|sign_?up")
FREE = regex(r"(?i)anon|allow_?any|permit_?all|public|csrf_exempt|no_?auth")
"""A guard that says that anybody may."""
RESETS = regex(r"(?i)^[^{}:<*]*/passwords?/?$")
"""Where a mail with a link is asked for by somebody who cannot sign in; it names nobody's id."""
ASKER = regex(r"\b(?:request|req|ctx|self|g)\.user\b|\buser_?id\s*=\s*\w*user\w*\.id\b")
"""Who asks is read: something before the handler has found it out."""
WRITES = frozenset({"POST", "PUT", "PATCH", "DELETE"})
SHARE = 0.75
"""Of the other endpoints that write in the file, so many must ask; else it is not the custom."""
FEWEST, MOST = 3, 40
"""Others that are needed to speak of a custom, and those that are looked at: the nearest."""


def find(facts: FileFacts, source: Source, project: Project) -> Iterator[Finding]:
    """Found where most others of the file that write have a guard, and this one has none."""
    here = [e for e in project.endpoints if (e.handler_file or e.file) == facts.path]
    writing = {e.handler: e for e in here if e.method in WRITES}
    if len(writing) <= FEWEST:
        return
    whole = project.files.get(facts.path, facts)
    guards = {handler.name: handler.guards for handler in (*whole.handlers, *facts.handlers)}
    for handler in facts.handlers:
        mine = writing.get(handler.name)
        if (
            mine is None
            or any(map(FREE.search, (*handler.guards, *mine.guards)))
            or (mine.method == "POST" and RESETS.search(mine.path))
            or _open(mine)
            or SIGNS_UP.search(handler.name)
            or _asks(mine, handler.guards)
            or _finds(source, handler)
        ):
            continue
        near = sorted(writing.values(), key=lambda e: abs(e.line - handler.line))[: MOST + 1]
        others = [e for e in near if e.handler != handler.name and not _open(e)]
        asked = [e.handler for e in others if _asks(e, guards.get(e.handler, ()))]
        owner = handler.name.rpartition(".")[0]
        if len(others) < FEWEST or len(asked) < SHARE * len(others):
            continue
        if owner and any(name.startswith(f"{owner}.") for name in asked):
            continue  # What its class inherits asks for all of its methods
        start, end = source.text.line(handler.line - 1)
        message = (
            f"Anybody may `{mine.method} {mine.path}`; {len(asked)} endpoints beside it ask who"
            " it is."
        )
        span = Span(start, end)
        yield from report(source, span, "missing-auth", "warning", message, "add-authentication")


def _open(endpoint: Endpoint) -> bool:
    return is_open(endpoint.path) or OPENED.search(endpoint.path.lower()) is not None


def _asks(endpoint: Endpoint, guards: tuple[str, ...]) -> bool:
    """Whether a guard finds out who asks."""
    return any(map(signs_in, (*endpoint.guards, *guards)))


def _finds(source: Source, handler: Handler) -> bool:
    """Whether the handler itself finds out who asks."""
    code = source.text.slice(handler.span.start, handler.span.end)
    return signs_in(code) or ASKER.search(code) is not None
