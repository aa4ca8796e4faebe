"""blocking-call: a call in an async handler holds up every other request of the process."""

from collections.abc import Iterator
from re import compile as regex

from backlight.analysis.facts import FileFacts, Finding, Project
from backlight.analysis.places import by_hand, is_test, sets_up
from backlight.analysis.serving import shows
from backlight.analysis.starting import kept, starts
from backlight.analysis.syntax import Source
from backlight.rules.report import report

DEVELOPS = regex(
    r"(?i)(?:^|[/._-])(?:dev|development|hmr|hot|vite|webpack)(?:[_-]?(?:server|middleware))?\.\w+$"
)
"""What serves one developer's pages while they are written."""


def find(facts: FileFacts, source: Source, project: Project) -> Iterator[Finding]:
    """Found where an async function, or a handler of Node, waits without giving the loop back.

    In a project whose endpoints are known, a handler has to lead to the file: the loop of another
    program serves nobody. What is read at the start, or once and kept, holds up one request
    at most.
    """
    if not facts.blocking or is_test(source.path) or by_hand(source.path) or sets_up(source.path):
        return
    if DEVELOPS.search(source.path):
        return
    if not shows(source.path, project):
        return
    known = project.serving() is not None
    for name, span in facts.blocking:
        if kept(source, span) or (known and starts(source, span)):
            continue
        how = "await its asynchronous form, or run it in a thread"
        message = f"`{name}` holds up the event loop, and every other request with it; {how}."
        yield from report(source, span, "blocking-call", "warning", message, "ask")
