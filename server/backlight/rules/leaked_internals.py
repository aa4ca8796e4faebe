"""leaked-internals: the text of an exception goes to the client, and tells of the server."""

from collections.abc import Iterator
from re import compile as regex

from backlight.analysis.facts import FileFacts, Finding, Handler, Project
from backlight.analysis.leaked import NOTE, told
from backlight.analysis.leaked_evidence import asks
from backlight.analysis.places import by_hand, sets_up
from backlight.analysis.served import served
from backlight.analysis.syntax import Source, Span
from backlight.rules.report import report

TRIES = regex(
    r"(?i)(?:^|[^a-z])(?:test|try|ping|probe|diagnos|set-?_?up|install|preview|render_?template|(?:dis)?connect(?![a-z]))"
    r"|(?-i:[a-z](?:Test|Ping|Setup|Preview|Connect(?![a-z])))"
)
"""What tries a connection for who sets it up, or something new: the error is the answer."""
TESTS = regex(r"[A-Za-z]Test(?![a-z])|Testing|Tester")
"""A class that does so."""

ADMINS = regex(
    r"(?i)(?<!non)(?<!non_)(?<!not_)admin|is_?staff|super_?user|staff_member"
    r"|payload_?integrity|payload_?sign|hmac|internal_?(?:auth|token|key|only|service)|service_?(?:token|auth)"
)
ASKED = regex(
    r"(?i)\b(?:require|check|ensure|verify|assert|must_?be)_?\w{0,20}admin\w*\("
    r"|(?:!|\bnot |\bunless )[\w.()?!]{0,60}\bis_?admin"
)
STAFF = regex(
    r"(?:^|/)(?:admin(?:istrator|istration)?s?|back_?office|(?:admin\w*|staff)_?controller)[/.]"
    r"|(?:^|/)controllers?/(?:backend|manage\w*)/"
)
"""Who is answered runs the service, or is a part of it, and has to know: by guards, in the handler
itself, by the file."""
INSIDE = regex(
    r"(?i)/(?:admin\w*|internal|debug|management|actuator|set-?up|install(?:er)?)(?:/|$)"
)
"""Paths of those who run the service, and of its own parts."""


def find(facts: FileFacts, source: Source, project: Project) -> Iterator[Finding]:
    """Found where a handler answers with the exception that it caught."""
    if sets_up(source.path) or by_hand(source.path) or STAFF.search(source.path):
        return
    said: set[int] = set()
    for handler in facts.handlers:
        if _tries(handler.name) or _of_staff(handler, facts, project):
            continue
        if handler.line in said or ADMINS.search(_registered(handler, source)):
            continue
        code = NOTE.sub("", source.text.slice(handler.span.start, handler.span.end))
        name = next((name for name, at, end in told(code) if asks(code, at, end)), "")
        if name and ASKED.search(code) is None:
            said.add(handler.line)
            start, end = source.text.line(handler.line - 1)
            message = (
                f"`{handler.name}` answers with the text of the exception `{name}`; log it, and"
                " answer with a sentence of your own."
            )
            span = Span(start, end)
            yield from report(
                source, span, "leaked-internals", "warning", message, "add-error-handling"
            )


def _tries(name: str) -> bool:
    """Whether a handler tries a connection, or something new, by its name or that of its class."""
    owner, _, last = name.rpartition(".")
    return TRIES.search(last) is not None or TESTS.search(owner) is not None


ROUTE = regex(r"\s*[\w.]{1,60}\.(?:get|post|put|patch|delete|all)\(")
BEGINS = regex(r"=>|\bfunction\b")


def _registered(handler: Handler, source: Source) -> str:
    """What is said where a handler is registered, before it begins."""
    start, _ = source.text.line(handler.line - 1)
    code = source.text.slice(min(start, handler.span.start), handler.span.end)
    return BEGINS.split(code, 1)[0] if ROUTE.match(code) else ""


def _of_staff(handler: Handler, facts: FileFacts, project: Project) -> bool:
    """Whether only those who run the service are let in, as its guards say."""
    own = served(project, facts.path, handler.name)
    if own and all(INSIDE.search(e.path) for e in own):
        return True
    said = [guard for e in own for guard in e.guards]
    return any(map(ADMINS.search, (*handler.guards, *said)))
