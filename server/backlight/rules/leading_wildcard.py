"""leading-wildcard: LIKE with a pattern that begins with % reads the whole table each time."""

from collections.abc import Iterator
from re import IGNORECASE
from re import compile as regex

from backlight.analysis.facts import FileFacts, Finding, Project
from backlight.analysis.places import is_test, runs_once
from backlight.analysis.syntax import Source
from backlight.rules.report import report

PATTERN = regex(r"(?<!NOT )\bI?LIKE\s+(?:N|E)?'%[^'%_]", IGNORECASE)

EQUAL = r"[\w.\"`]+\s*=\s*[?:@$%{]"
EQUAL_BEFORE = regex(rf"(?is)\b(?:AND|WHERE)\s+{EQUAL}[^()]*?\bAND\s+[\w.\"`]+\s*$")
EQUAL_AFTER = regex(rf"(?is)^(?:(?!\bOR\b|\)).)*?\bAND\s+{EQUAL}")
"""Another condition on the same rows, for one value: an index of its column finds them."""
NEAR = 1000
"""Characters before and behind it in which that condition stands."""
OWN = regex(r"\bFROM\s+(?:information_schema\.|pg_|sqlite_master)", IGNORECASE)
"""What the database says of itself is short."""


def find(facts: FileFacts, source: Source, _project: Project) -> Iterator[Finding]:
    """Found where the pattern is written in the statement."""
    if runs_once(source.path) or is_test(source.path):
        return
    for query in facts.queries:
        if query.kind != "sql" or OWN.search(query.sql):
            continue
        hit = PATTERN.search(query.sql)
        if hit is not None and not _narrowed(query.sql, hit.start()):
            message = (
                "A pattern that begins with `%` uses no index; search with a trigram or full-text"
                " index."
            )
            yield from report(source, query.call or query.span, "leading-wildcard", "info", message)


def _narrowed(sql: str, at: int) -> bool:
    """Whether a value that is given finds the rows, and the pattern only sorts some of them out."""
    before, after = sql[max(0, at - NEAR) : at], PATTERN.sub("", sql[at : at + NEAR], count=1)
    return EQUAL_BEFORE.search(before) is not None or EQUAL_AFTER.search(after) is not None
