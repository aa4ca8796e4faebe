"""missing-timeout: a call of another service may wait for ever, and the request with it."""

from collections.abc import Iterator
from re import compile as regex

from backlight.analysis.facts import FileFacts, Finding, Project
from backlight.analysis.places import is_test
from backlight.analysis.syntax import Source
from backlight.rules.report import report

BROWSER = regex(
    r"(^|/)(?:static|public|assets|frontend|client|web|www|components|pages|views|hooks|stores?|ui"
    r"|javascript)/"
)
PAGE = (b"window.", b"document.", b"localStorage", b"use client", b"react", b"vue")
"""Where and in what a script runs in a browser: its user closes the page."""


def find(facts: FileFacts, source: Source, _project: Project) -> Iterator[Finding]:
    """Found where neither the call nor its client has a timeout."""
    if is_test(source.path) or (facts.language != "python" and _browses(source)):
        return
    for call in facts.outgoing:
        if call.endless:
            message = f"`{call.callee}` waits as long as the other side likes; give it a timeout."
            yield from report(
                source, call.span, "missing-timeout", "warning", message, "harden-call"
            )


def _browses(source: Source) -> bool:
    data = source.text.data
    return BROWSER.search(source.path) is not None or any(word in data for word in PAGE)
