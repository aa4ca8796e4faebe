"""missing-index: a query looks rows up by columns that no index begins with."""

from collections.abc import Iterator
from re import compile as regex
from re import escape

from backlight.analysis.facts import FileFacts, Finding, Project, Query
from backlight.analysis.places import is_test, matching, runs_once
from backlight.analysis.syntax import Source
from backlight.rules.report import report
from backlight.sql.wanted import Wanted, wanted

ACROSS = regex(
    r"\b\w+?__(?!(?:exact|iexact|in|gte?|lte?|range|date|year|month|day|isnull|i?contains"
    r"|i?startswith|i?endswith|i?regex)\b)\w+\s*="
)
"""A condition of Django's on another table: which index is used depends on both."""


SCRIPT = regex(r"random|seed|fixture|populate|demo")
"""What fills a database with examples."""
FLAGS = regex(
    r"\((?:(?:is|has|can|was)_\w+|(?:is|has|can|was)[A-Z]\w*|enabled|disabled|hidden|allow(?:ed)?|active|deleted|visible|public|published|read"
    r"|state|status|type|kind|category|role|level|visibility|scope|locale|lang(?:uage)?|gender|group|(?:deleted|removed|archived)_(?:at|on))\)"
)
"""Few values share all rows: an index that picks a large part of them is not used."""
BY_KEY = regex(r"[(,]\s*(?:pk|id)\s*=(?!=)")
"""What is found by its key needs no other index."""
NIGHTLY = regex(r"(?:^|/)(?:\w+_)?(?:tasks?|crons?|jobs?)[/.]")
"""What runs now and then, and nobody waits for."""
SMALL = regex(r"(?i)(?:^|_)(?:configs?|configuration|settings?|options?|preferences?)\(")
"""What an administrator sets fits into a page of the disk: it is read faster than an index."""


def find(facts: FileFacts, source: Source, project: Project) -> Iterator[Finding]:
    """Found where a handler or a loop asks; the table and its indexes are known."""
    if is_test(source.path) or runs_once(source.path) or SCRIPT.search(source.path):
        return
    for query in facts.queries:
        if query.returns == "write" or not _often(facts, query):
            continue
        code = source.text.slice(query.span.start, query.span.end)
        missing = (
            None
            if ACROSS.search(code) or BY_KEY.search(code)
            else wanted(query, code, project.schema)
        )
        if missing is not None and _elsewhere(facts, missing, project):
            continue
        if missing is not None and not (FLAGS.search(str(missing)) or SMALL.search(str(missing))):
            message = f"This query looks up `{missing}`, which no index serves; add one."
            yield from report(
                source, query.call or query.span, "missing-index", "info", message, "add-index"
            )


def _elsewhere(facts: FileFacts, missing: Wanted, project: Project) -> bool:
    """Whether a migration of Node that is not read makes an index of it, by the names it says."""
    if facts.language not in {"javascript", "typescript"}:
        return False
    table, column = escape(missing.table.name), escape(missing.columns[0])
    made = regex(
        rf"(?i)(?:index|unique)[^;]{{0,200}}\b{table}\b[^;]{{0,200}}\b{column}\b"
        rf"|createTable\(\s*[\"'`]{table}\b[^;]{{0,2000}}(?:index|unique)[^;]{{0,200}}\b{column}\b"
    )
    paths = matching(MIGRATES, (*project.paths, *project.files))
    found = (project.read(path) for path in paths[:MOST])
    return any(one is not None and made.search(one.text.source) is not None for one in found)


MIGRATES = r"(?:^|/)migrations?/.+\.[cm]?[jt]s$"
MOST = 300
"""Migrations that are looked at."""


def _often(facts: FileFacts, query: Query) -> bool:
    """Whether a query is asked with every request, or with every item."""
    start = query.span.start
    served = any(h.span.start <= start < h.span.end for h in facts.handlers)
    return served or (query.loop is not None and not NIGHTLY.search(facts.path))
