"""leading-wildcard: LIKE with a pattern that begins with % reads the whole table each time.

A place is shown where the table becomes long, as far as its name and the endpoints tell: in a short
one, nobody notices. What changes rows is for a job, and not for somebody who waits.
"""

from collections.abc import Iterator
from re import IGNORECASE
from re import compile as regex

from backlight.analysis.facts import FileFacts, Finding, Project
from backlight.analysis.places import is_test, runs_once
from backlight.analysis.subject import is_added, is_long, is_short
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

READ = regex(r"(?is)^\W*(?:SELECT|WITH)\b")
TABLE = regex(r"(?i)\b(?:FROM|JOIN)\s+(?:[\"`\[]?\w+[\"`\]]?\.)?[\"`\[]?(\w+)")
SEARCHES = regex(rb"(?i)trgm|trigram|tsvector|tsquery|full_?text|\bMATCH\s*\(")
"""A file that knows of indexes for words has its reasons."""
NAMED = b"-- name:"
"""What names the statements of a file that a program runs."""


def find(facts: FileFacts, source: Source, project: Project) -> Iterator[Finding]:
    """Found where the pattern is written in the statement."""
    if runs_once(source.path) or is_test(source.path):
        return
    if facts.language == "sql" and NAMED not in source.text.data:
        return  # A script, which runs once
    for query in facts.queries:
        if query.kind != "sql" or OWN.search(query.sql) or not _long(query.sql, project):
            continue
        hit = PATTERN.search(query.sql)
        if hit is None or _narrowed(query.sql, hit.start()):
            continue
        if SEARCHES.search(source.text.data) is None:  # Last: it goes over the whole file
            message = (
                "A pattern that begins with `%` uses no index; search with a trigram or full-text"
                " index."
            )
            yield from report(source, query.call or query.span, "leading-wildcard", "info", message)


def _long(sql: str, project: Project) -> bool:
    """Whether rows are read of a table that people and time add to."""
    read = TABLE.findall(sql) if READ.match(sql) else []
    return any(
        is_long(name) or (not is_short(name) and is_added(name, project.endpoints)) for name in read
    )


def _narrowed(sql: str, at: int) -> bool:
    """Whether a value that is given finds the rows, and the pattern only sorts some of them out."""
    before, after = sql[max(0, at - NEAR) : at], PATTERN.sub("", sql[at : at + NEAR], count=1)
    return EQUAL_BEFORE.search(before) is not None or EQUAL_AFTER.search(after) is not None
