"""leaked-internals: the text of an exception goes to the client, and tells of the server."""

from collections.abc import Iterator
from re import compile as regex

from backlight.analysis.facts import FileFacts, Finding, Handler, Project
from backlight.analysis.leaked import leaks
from backlight.analysis.places import sets_up
from backlight.analysis.served import served
from backlight.analysis.syntax import Source, Span
from backlight.rules.report import report

TRIES = regex(
    r"(?i)(?:^|[^a-z])(?:test|try|ping|probe|diagnos|set-?_?up|install|preview|render_?template)|(?-i:[a-z](?:Test|Ping|Setup|Preview))"
)
"""What tries a connection for who sets it up, or something new: the error is the answer."""

ADMINS = regex(
    r"(?i)is_?admin|admin\w*guard|roles?\.admin|is_?staff|super_?user|admin_required|staff_member"
    r"|(?:check|require|ensure|verify|only)_?admin"
)
STAFF = regex(r"(?:^|/)(?:admin(?:istrator|istration)?s?|(?:admin\w*|staff)_?controller)[/.]")
"""Who is answered runs the service, and has to know."""


def find(facts: FileFacts, source: Source, project: Project) -> Iterator[Finding]:
    """Found where a handler answers with the exception that it caught."""
    if sets_up(source.path) or STAFF.search(source.path):
        return
    for handler in facts.handlers:
        if TRIES.search(handler.name.rpartition(".")[2]) or _of_staff(handler, facts, project):
            continue
        name = leaks(source.text.slice(handler.span.start, handler.span.end))
        if name:
            start, end = source.text.line(handler.line - 1)
            message = (
                f"`{handler.name}` answers with the text of the exception `{name}`; log it, and"
                " answer with a sentence of your own."
            )
            span = Span(start, end)
            yield from report(
                source, span, "leaked-internals", "warning", message, "add-error-handling"
            )


def _of_staff(handler: Handler, facts: FileFacts, project: Project) -> bool:
    """Whether only those who run the service are let in, as its guards say."""
    own = served(project, facts.path, handler.name)
    said = [guard for e in own for guard in e.guards]
    return any(map(ADMINS.search, (*handler.guards, *said)))
