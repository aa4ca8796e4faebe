"""missing-rate-limit: a password can be guessed as often as a client likes."""

from collections.abc import Iterator
from re import IGNORECASE
from re import compile as regex

from backlight.analysis.counting import (
    MOST,
    counted_first,
    counted_in_front,
    counts,
    elsewhere,
)
from backlight.analysis.facts import Endpoint, FileFacts, Finding, Handler, Project
from backlight.analysis.guards import limited, signs_in
from backlight.analysis.leaked import NOTE
from backlight.analysis.places import matching
from backlight.analysis.scopes import FUNCTIONS, TYPES, head_of
from backlight.analysis.served import served
from backlight.analysis.syntax import (
    Source,
    Span,
    ancestors,
    field,
    node_at,
    text_of,
)
from backlight.rules.report import report

GUESSED = regex(
    r"(?:^|/)(?:log-?_?in|sign-?_?in|(?:access-?_?)?token|reset-?_?password)/?$", IGNORECASE
)
RESET, TOKEN = regex(r"(?i)reset"), regex(r"(?i)token|signed|secret")
"""Whoever sets a password anew shows a token that nobody guesses."""
COUNTED = regex(
    r"(?i)(?:invalid|failed|bad)_?(?:login|sign_?in|attempt)s?|backoff"
    r"|captcha|kaptcha|turnstile|(?:verify|validate|check)_?code"
)
"""What counts failures, or asks for what a program cannot read."""
USED = regex(
    r"\.use\(\s*(?:[\"'`](?P<at>[^\"'`]*)[\"'`]\s*,)?[^\n]*|\badd_middleware\([^\n]*"
    r"|@\w+\.(?:before_request|middleware\b)[^\n]*\n[^\n]*|\b\w+\.limit\([^()\n]*\)\(\w+\)"
    r"|\bLimiter\((?:[^()]|\([^()]*\)){0,400}?\b(?:default|application)_limits"
)
"""What is put before all that a router serves, or that it serves below a path."""
WORD = regex(rb"\w+")
NAMED = regex(
    rb"\b(?:def|func|function)\b\s*+\*?\s*+(?:self\.|\([^()\n]*\)\s*)?(\w+)|(?<![\w$.])(\w+)(?=\s*[(<])"
)
"""Where a function may get its name, in whatever language."""
ASIDE = FUNCTIONS | {"decorated_definition", "decorator"}
"""Members of a class that say nothing of the others."""
KEYS = regex(r"(?i)web-?authn|passkey|biometric|saml|oidc")
"""Nobody guesses a key."""
ENTERS = regex(r"(?i)local|optional|anonym|guest|passport\.authenticate|log_?in|sign_?in(?!ed)")
NEEDS = regex(r"(?i)\brequires?_\w*log_?in|log_?in_required")
PASSWORD = regex(r"passw(?:or)?d|credential", IGNORECASE)
"""What is compared there: an endpoint that refreshes a token cannot be guessed at."""


def find(facts: FileFacts, source: Source, project: Project) -> Iterator[Finding]:
    """Found at an endpoint that takes a password, in a project where nothing counts requests."""
    for handler in facts.handlers:
        mine = [e for e in served(project, facts.path, handler.name) if e.method in {"POST", "ANY"}]
        login = next((e for e in mine if GUESSED.search(e.path)), None)
        code = source.text.slice(handler.span.start, handler.span.end)
        if login is None or not PASSWORD.search(NOTE.sub("", code)) or KEYS.search(login.path):
            continue
        if RESET.search(login.path) and TOKEN.search(code):
            continue
        if any(map(_known, (*handler.guards, *login.guards))):
            continue  # Who asks has signed in before
        if any(map(limited, (*handler.guards, *login.guards))) or counts(project):
            continue
        said = "\n".join((code, *_called(source, code), *_of_class(source, handler)))
        if limited(said) or COUNTED.search(said):
            continue
        routes = source if login.route_file == facts.path else project.read(login.route_file)
        if routes is not None and _used(routes, login):
            continue
        if _counted_before(facts, project, login):
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
    needs = NEEDS.search(guard) is not None
    return needs or (signs_in(guard) and ENTERS.search(guard) is None)


def _called(source: Source, code: str) -> Iterator[str]:
    """The functions of the file that a handler names."""
    words = set(WORD.findall(code.encode("utf-8", "surrogatepass")))
    for hit in NAMED.finditer(source.text.data):
        if hit[hit.lastindex or 0] in words:
            name = node_at(source, Span(*hit.span(hit.lastindex or 0)))
            above = name.parent
            if above is not None and above.type in FUNCTIONS and field(above, "name") == name:
                yield text_of(above)


def _of_class(source: Source, handler: Handler) -> Iterator[str]:
    """What the class of a handler says of all of its methods."""
    for one in ancestors(node_at(source, handler.span)):
        if one.type in TYPES:
            yield head_of(one)
            body = field(one, "body")
            members = body.named_children if body is not None else ()
            yield from (text_of(member) for member in members if member.type not in ASIDE)


def _used(routes: Source, login: Endpoint) -> bool:
    """Whether a limit is put before the router of an endpoint."""
    return any(
        limited(hit[0]) and (hit["at"] or "").rstrip("/*") in login.path
        for hit in USED.finditer(routes.text.source)
    )


def _counted_before(facts: FileFacts, project: Project, login: Endpoint) -> bool:
    """Whether something else may count: what stands before the application, or elsewhere."""
    if counted_in_front(project) or elsewhere(facts, project):
        return True
    if facts.language == "python":
        return counted_first(project)
    return _counted_above(project, login)


ROOTS = r"(?:^|/)(?:app|main|server|index|bootstrap|app\.module)\.[cm]?[jt]s$"
GUARDS = regex(r"(?s)APP_GUARD.{0,200}Throttl")


def _counted_above(project: Project, login: Endpoint) -> bool:
    """Whether what an application of Node is made of counts requests before its routers."""
    for path in sorted(matching(ROOTS, (*project.paths, *project.files)), key=len)[:MOST]:
        one = project.read(path)
        if one is not None and (_used(one, login) or GUARDS.search(one.text.source)):
            return True
    return False
