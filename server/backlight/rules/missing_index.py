"""missing-index: a query looks rows up by columns that no index begins with."""

from collections.abc import Iterator
from re import compile as regex

from backlight.analysis.facts import FileFacts, Finding, Project, Query
from backlight.analysis.places import is_test, runs_once
from backlight.analysis.syntax import Source
from backlight.rules.report import report
from backlight.sql.wanted import wanted

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
        if missing is not None and not (FLAGS.search(str(missing)) or SMALL.search(str(missing))):
            message = f"This query looks up `{missing}`, which no index serves; add one."
            yield from report(
                source, query.call or query.span, "missing-index", "info", message, "add-index"
            )


def _often(facts: FileFacts, query: Query) -> bool:
    """Whether a query is asked with every request, or with every item."""
    start = query.span.start
    served = any(h.span.start <= start < h.span.end for h in facts.handlers)
    return served or (query.loop is not None and not NIGHTLY.search(facts.path))
