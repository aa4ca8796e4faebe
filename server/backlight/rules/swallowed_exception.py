"""swallowed-exception: a handler catches an exception, and nobody ever hears of it."""

from collections.abc import Iterator
from re import compile as regex

from backlight.analysis.facts import FileFacts, Finding, Project
from backlight.analysis.failures import swallowed
from backlight.analysis.leaked import NOTE
from backlight.analysis.served import endpoints_in
from backlight.analysis.syntax import Source, Span
from backlight.analysis.tried import tried_before
from backlight.rules.report import report

CHANGES = (
    r"(?:save|create|update|delete|destroy|remove|insert|add|append|write|commit|publish|send|post|put"
    r"|notify|tell|enqueue|push|pay|charge|refund|cancel|revoke|execute|upload|move|copy|start|stop|sync|refresh)"
)
WRITES = regex(rf"(?i)(?:(?:^|[^a-z]){CHANGES}\w*!?\(|\.{CHANGES}(?:[_!]\w*)?(?=\s))")
"""What changes something, by its name."""


def find(facts: FileFacts, source: Source, project: Project) -> Iterator[Finding]:
    """Found where what is caught is neither logged, nor answered, nor passed on.

    What only reads goes on with another value, as a rule; what writes leaves something undone.
    """
    served = {e.handler for e in endpoints_in(project, facts.path)}
    said: set[int] = set()
    for handler in facts.handlers:
        if project.endpoints and handler.name not in served:
            continue  # A helper: what calls it goes on with what it gives back
        if handler.line in said:
            continue  # It has several routes
        code = source.text.slice(handler.span.start, handler.span.end)
        at = swallowed(code)
        tried = tried_before(code, at) if at is not None else None
        if tried is not None and WRITES.search(NOTE.sub("", tried)):
            said.add(handler.line)
            start, end = source.text.line(handler.line - 1)
            message = f"`{handler.name}` catches an exception and says nothing; log it, or answer."
            span = Span(start, end)
            yield from report(
                source, span, "swallowed-exception", "info", message, "add-error-handling"
            )
