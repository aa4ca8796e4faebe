"""blocking-call: a call in an async handler holds up every other request of the process."""

from collections.abc import Iterator

from backlight.analysis.facts import FileFacts, Finding, Project
from backlight.analysis.places import by_hand, is_test, sets_up
from backlight.analysis.syntax import Source
from backlight.rules.report import report


def find(facts: FileFacts, source: Source, _project: Project) -> Iterator[Finding]:
    """Found where an async function, or a handler of Node, waits without giving the loop back."""
    if is_test(source.path) or by_hand(source.path) or sets_up(source.path):
        return
    for name, span in facts.blocking:
        how = "await its asynchronous form, or run it in a thread"
        message = f"`{name}` holds up the event loop, and every other request with it; {how}."
        yield from report(source, span, "blocking-call", "warning", message, "ask")
