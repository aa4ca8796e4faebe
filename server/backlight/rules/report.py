"""Say a finding, unless a comment on its line or the line above says to ignore it."""

from collections.abc import Iterator
from functools import lru_cache
from re import compile as regex
from typing import Literal

from backlight.analysis.facts import Finding
from backlight.analysis.places import browses, by_hand, generated, is_test
from backlight.analysis.syntax import Source, Span

IGNORED = regex(r"(?:#|//|--|/\*|\*).*?\bbacklight:\s*ignore(?:\[([\w\-, ]*)\])?")

RAN = regex(
    r"(?:^|/)(?:(?:db_)?migrations(?:/versions)?|migrate|(?:alembic|revisions)/(?:[^/]+/)*versions)/[^/]+$"
    r"|(?:^|/)(?:[VU]\d[\w.]*|R)__\w[\w.-]*\.sql$"
)
"""Migrations, those of Flyway by their names: they run once, and what has run is not changed for
speed."""

APART = regex(
    r"(?:^|/)(?:fixtures?|testdata|__mocks__|(?:\w+[_-])?mocks?|stubs?)/|(?:^|[/._-])(?:fixtures?|mocks?|stubs?)\.\w+$"
)
"""What tests are fed with: it serves nobody."""
Severity = Literal["error", "warning", "info"]
QUERY = "optimize-query"
SCRIPTS = (".js", ".jsx", ".ts", ".tsx", ".mjs")
DOCS = regex(r"(^|/)(?:docs?|documentation)/")
"""What is shown to everybody holds the keys of the page itself."""
SERVING = frozenset(
    {"missing-timeout", "blocking-call", "n-plus-one", "query-in-loop", "interpolated-sql"}
    | {"missing-index", "write-without-transaction", "unbounded-list", "swallowed-exception"}
    | {"leaked-internals", "missing-rate-limit"}
)
"""Rules that are about what serves others, and not about what somebody runs by hand."""


WAITED = frozenset({"missing-timeout", "blocking-call"})
"""Rules that are about a request, or a job, that has to wait."""
OFF = frozenset(
    {"unbounded-list", "offset-paging", "leading-wildcard", "missing-auth", "not-in-subquery"}
)
"""Rules that are shown to whoever asks for them: how long a table becomes and whether a null is in
it, code mostly hides, and who asks is found out elsewhere, as a rule."""


def asked_for(rule: str, disabled: tuple[str, ...], enabled: tuple[str, ...]) -> bool:
    """Whether the findings of a rule are shown, by the settings.

    >>> asked_for("offset-paging", (), ()), asked_for("offset-paging", (), ("offset-paging",))
    (False, True)
    >>> asked_for("not-in-subquery", (), ())
    False
    >>> asked_for("n-plus-one", (), ()), asked_for("n-plus-one", ("n-plus-one",), ())
    (True, False)
    """
    return rule not in disabled and (rule not in OFF or rule in enabled)


def tells(folder: str, rule: str, path: str, *, serves: bool = True) -> bool:
    """Whether a rule has a say in a project that stands in a folder of a repository.

    The paths of its files do not tell that all of it is a tool (`tools/release`), or a test. A part
    in which nothing serves is a library of the others, or of those who use the service.
    """
    if folder and rule in WAITED and not serves:
        return False
    if is_test(folder) or APART.search(folder) or (rule in SERVING and by_hand(folder)):
        return False
    shown = rule == "missing-timeout" and path.endswith(SCRIPTS) and browses(folder)
    return not (shown or (rule == "hard-coded-secret" and DOCS.search(folder)))


def report(
    source: Source, span: Span, rule: str, severity: Severity, message: str, action: str = QUERY
) -> Iterator[Finding]:
    """The finding, or nothing if it is ignored (`# backlight: ignore[rule]`) or has run.

    What a program wrote is mended in what it is made from: `query.sql` of sqlc, and not its Go.
    """
    if APART.search(source.path) or generated(source.text.data):
        return
    if severity != "error" and action == QUERY and RAN.search(source.path):
        return
    number = source.text.line_of(span.start)
    if not any(_ignores(source, line, rule) for line in (number, number - 1) if line >= 0):
        yield Finding(
            rule=rule,
            severity=severity,
            file=source.path,
            span=span,
            line=number + 1,
            message=message,
            action=action,
        )


def _ignores(source: Source, number: int, rule: str) -> bool:
    rules = _ignored(source.text.data, *source.text.line(number))
    return ALL in rules or rule in rules


WORD, ALL = b"backlight:", "*"


@lru_cache(maxsize=256)
def _ignored(data: bytes, start: int, end: int) -> tuple[str, ...]:
    """The rules that a comment on a line says to ignore; a long line is read once."""
    line = data[start:end]
    hit = IGNORED.search(line.decode("utf-8", "replace")) if WORD in line else None
    if hit is None:
        return ()
    return (ALL,) if hit[1] is None else tuple(hit[1].replace(",", " ").split())
