"""missing-auth: an endpoint that writes asks nobody who they are, and those beside it do.

A place is shown where others of the same rows ask. It is not where a guard may stand before all of
them out of the file's sight, or where what is sent proves itself: a link, a signature, a token.
"""

from bisect import bisect
from collections.abc import Iterator
from re import compile as regex

from backlight.analysis.facts import Endpoint, FileFacts, Finding, Handler, Project
from backlight.analysis.guards import is_open, signs_in
from backlight.analysis.served import endpoints_in
from backlight.analysis.syntax import Source, Span
from backlight.rules.report import report

OPENED = regex(
    r"signed|signature|recover|unsubscribe|invit|verif|confirm|preview|session|feedback|contact|shared?\b|shares\b|embed"
)
"""What comes from a mail or a page that anyone sees, and brings its own proof."""
PROVES = regex(
    r"(?i)[{:<](?:\w+:)?\w*(?:token|hash|code|secret|signature|share\w*|slug_?key|invit\w*)[}>/]?"
)
"""A part of a path that only those know who were given it."""
CHECKS = regex(
    r"(?i)hmac|signature|verify_?\w*\(|compare_digest|timingSafeEqual|check_?password|bcrypt"
    r"|\btoken\b|api_?key|x-\w+-(?:secret|token)|Unauthorized|Forbidden|\b40[13]\b|PermissionDenied"
)
"""A handler that refuses by itself whom it does not know."""
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
    here = endpoints_in(project, facts.path)
    writing = {e.handler: e for e in here if e.method in WRITES}
    if len(writing) <= FEWEST:
        return
    by_line = [e for e in here if writing.get(e.handler) is e]
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
        near = _near(by_line, handler.line)
        others = [e for e in near if e.handler != handler.name and not _open(e)]
        if not any(_rows(e) == _rows(mine) and _asks(e, guards.get(e.handler, ())) for e in others):
            continue
        asked = [e.handler for e in others if _asks(e, guards.get(e.handler, ()))]
        owner = handler.name.rpartition(".")[0]
        if len(others) < FEWEST or len(asked) < SHARE * len(others):
            continue
        if owner and any(name.startswith(f"{owner}.") for name in asked):
            continue  # What its class inherits asks for all of its methods
        if mine.stack == "express" and _mounted(mine.path, project):
            continue
        start, end = source.text.line(handler.line - 1)
        message = (
            f"Anybody may `{mine.method} {mine.path}`; {len(asked)} endpoints beside it ask who"
            " it is."
        )
        span = Span(start, end)
        yield from report(source, span, "missing-auth", "warning", message, "add-authentication")


def _near(by_line: list[Endpoint], line: int) -> list[Endpoint]:
    """The endpoints nearest to a line, nearest first."""
    at = bisect(by_line, line, key=lambda e: e.line)
    around = by_line[max(0, at - MOST - 1) : at + MOST + 1]
    return sorted(around, key=lambda e: abs(e.line - line))[: MOST + 1]


def _open(endpoint: Endpoint) -> bool:
    path = endpoint.path
    return is_open(path) or any((OPENED.search(path.lower()), PROVES.search(path)))


def _rows(endpoint: Endpoint) -> str:
    """What an endpoint is about: the first part of its path that is no version and no prefix."""
    parts = [part for part in endpoint.path.strip("/").split("/") if part]
    kept = [part for part in parts if part[0] not in "{:<" and not PREFIX.match(part)]
    return kept[0].lower() if kept else ""


PREFIX = regex(r"(?i)^(?:api|rest|v\d+(?:\.\d+)?|public|internal)$")


def _asks(endpoint: Endpoint, guards: tuple[str, ...]) -> bool:
    """Whether a guard finds out who asks."""
    return any(map(signs_in, (*endpoint.guards, *guards)))


USED = regex(r"\.use\(([^;]{1,300}?)\)\s*(?:;|\n|$)")
APART = regex(r",\s*(?![^()]*\))")
"""Commas between arguments, and none within one."""
SETS_UP = regex(r"(?i)initialize|session\(|rout(?:er|es?)\b|require\(")


def _mounted(path: str, project: Project) -> bool:
    """Whether a router above is put under a guard: `app.use("/a", isAuthenticated(), notes)`."""
    for name, one in project.files.items():
        source = project.read(name) if "express" in one.fragments else None
        for said in USED.findall(source.text.source) if source is not None else ():
            first, *more = APART.split(said)
            below = first.strip().strip("'\"`") if first.strip()[:1] in "'\"`" else ""
            guards = [arg for arg in ([first] if not below else more) if not SETS_UP.search(arg)]
            if f"{below.rstrip('/')}/" in f"{path}/" and any(map(signs_in, guards)):
                return True
    return False


def _finds(source: Source, handler: Handler) -> bool:
    """Whether the handler itself finds out who asks."""
    code = source.text.slice(handler.span.start, handler.span.end)
    return signs_in(code) or any((ASKER.search(code), CHECKS.search(code)))
