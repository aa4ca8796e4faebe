"""swallowed-exception: a handler catches an exception, and nobody ever hears of it."""

from collections.abc import Iterator

from backlight.analysis.facts import FileFacts, Finding, Project
from backlight.analysis.failures import swallows
from backlight.analysis.served import endpoints_in
from backlight.analysis.syntax import Source, Span
from backlight.rules.report import report


def find(facts: FileFacts, source: Source, project: Project) -> Iterator[Finding]:
    """Found where what is caught is neither logged, nor answered, nor passed on."""
    served = {e.handler for e in endpoints_in(project, facts.path)}
    said: set[int] = set()
    for handler in facts.handlers:
        if project.endpoints and handler.name not in served:
            continue  # A helper: what calls it goes on with what it gives back
        if handler.line in said:
            continue  # It has several routes
        if swallows(source.text.slice(handler.span.start, handler.span.end)):
            said.add(handler.line)
            start, end = source.text.line(handler.line - 1)
            message = f"`{handler.name}` catches an exception and says nothing; log it, or answer."
            span = Span(start, end)
            yield from report(
                source, span, "swallowed-exception", "info", message, "add-error-handling"
            )
