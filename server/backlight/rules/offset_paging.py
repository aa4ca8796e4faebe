"""offset-paging: pages by OFFSET read and throw away every row before them."""

from collections.abc import Iterator
from re import IGNORECASE
from re import compile as regex

from backlight.analysis.facts import FileFacts, Finding, Project
from backlight.analysis.places import is_test
from backlight.analysis.syntax import Source
from backlight.rules.report import report

OFFSET = regex(r"\bOFFSET\s+(?![01]\b)(?:[:@$%?{]|\d)|\bLIMIT\s+[:@$%?{]\S*\s*,", IGNORECASE)
"""`OFFSET` of a value that is given, and MySQL's `LIMIT offset, count`."""


def find(facts: FileFacts, source: Source, _project: Project) -> Iterator[Finding]:
    """Found where a statement skips as many rows as it is told."""
    if is_test(source.path):
        return
    for query in facts.queries:
        if query.kind == "sql" and OFFSET.search(query.sql):
            message = "OFFSET reads every row it skips; later pages go on after the last key seen."
            yield from report(
                source, query.call or query.span, "offset-paging", "info", message, "paginate"
            )
