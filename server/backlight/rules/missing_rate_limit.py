"""missing-rate-limit: a password can be guessed as often as a client likes."""

from collections.abc import Iterator
from functools import lru_cache
from re import IGNORECASE
from re import compile as regex

from backlight.analysis.facts import FileFacts, Finding, Project
from backlight.analysis.guards import limited, signs_in
from backlight.analysis.syntax import Source, Span
from backlight.rules.report import report

GUESSED = regex(
    r"(?:^|/)(?:log-?_?in|sign-?_?in|(?:access-?_?)?token|reset-?_?password)/?$", IGNORECASE
)
RESET, TOKEN = regex(r"(?i)reset"), regex(r"(?i)token|signed|secret")
"""Whoever sets a password anew shows a token that nobody guesses."""
COUNTED = regex(r"(?i)(?:invalid|failed|bad)_?(?:login|sign_?in|attempt)s?|throttl|backoff")
"""What counts failures beside the handler."""
KEYS = regex(r"(?i)web-?authn|passkey|biometric|saml|oidc")
"""Nobody guesses a key."""
ENTERS = regex(r"(?i)local|optional|anonym|guest|passport\.authenticate|log_?in|sign_?in(?!ed)")
PASSWORD = regex(r"passw(?:or)?d|credential", IGNORECASE)
"""What is compared there: an endpoint that refreshes a token cannot be guessed at."""


def find(facts: FileFacts, source: Source, project: Project) -> Iterator[Finding]:
    """Found at an endpoint that takes a password, in a project where nothing counts requests."""
    here = [e for e in project.endpoints if (e.handler_file or e.file) == facts.path]
    for handler in facts.handlers:
        mine = [e for e in here if e.handler == handler.name and e.method in {"POST", "ANY"}]
        login = next((e for e in mine if GUESSED.search(e.path)), None)
        code = source.text.slice(handler.span.start, handler.span.end)
        if login is None or not PASSWORD.search(code) or limited(source.text.source):
            continue
        if KEYS.search(login.path) or COUNTED.search(source.text.source):
            continue
        if RESET.search(login.path) and TOKEN.search(code):
            continue
        if any(map(_known, (*handler.guards, *login.guards))):
            continue  # Who asks has signed in before
        if any(map(limited, (*handler.guards, *login.guards))) or _counts(
            (*project.paths, *project.files)
        ):
            continue
        start, end = source.text.line(handler.line - 1)
        message = (
            f"Passwords can be guessed at `{login.method} {login.path}` without a limit; count"
            " requests."
        )
        span = Span(start, end)
        yield from report(source, span, "missing-rate-limit", "info", message, "limit-rate")


def _known(guard: str) -> bool:
    """Whether a guard lets those through alone who have signed in; one that signs in does not."""
    return signs_in(guard) and ENTERS.search(guard) is None


@lru_cache(maxsize=2)
def _counts(paths: tuple[str, ...]) -> bool:
    """Whether a file of the project is named after a limit."""
    return any(map(limited, paths))
