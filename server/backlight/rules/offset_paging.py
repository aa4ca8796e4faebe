"""offset-paging: pages by OFFSET read and throw away every row before them.

A place is shown where pages of a table are asked for that grows with those who use the service.
"""

from collections.abc import Iterator
from re import compile as regex

from backlight.analysis.facts import FileFacts, Finding, Project, Query
from backlight.analysis.growth import grows
from backlight.analysis.offsets import skips
from backlight.analysis.places import by_hand, is_test, runs_once
from backlight.analysis.syntax import Source
from backlight.rules.report import report


def find(facts: FileFacts, source: Source, project: Project) -> Iterator[Finding]:
    """Found where a statement skips as many rows as it is told."""
    if is_test(source.path) or runs_once(source.path) or by_hand(source.path):
        return
    for query in facts.queries:
        if query.kind != "sql" or query.returns == "write" or not skips(query.sql):
            continue
        if _grows(query.sql, project) and _by_page(facts, source, query):
            message = "OFFSET reads every row it skips; later pages go on after the last key seen."
            yield from report(
                source, query.call or query.span, "offset-paging", "info", message, "paginate"
            )


def _grows(sql: str, project: Project) -> bool:
    """Whether the table whose rows are skipped grows: of a short one, no page is far."""
    read = TABLE.search(sql)
    return read is not None and grows(read[1], project.schema.table(read[1]), project)


def _by_page(facts: FileFacts, source: Source, query: Query) -> bool:
    """Whether whoever asks goes from page to page: a store of lists is asked for positions.

    A file of SQL alone says nothing of who asks.
    """
    if facts.language == "sql" or any(h.span.touches(query.span) for h in facts.handlers):
        return True
    at = max(0, query.span.start - NEAR)
    return PAGED.search(source.text.head(at, query.span.end + NEAR - at)) is not None


TABLE = regex(r"(?i)\bFROM\s+[\"`\[]?(?:\w+[\"`\]]?\.[\"`\[]?)?(\w+)")
PAGED = regex(r"(?i)\bper_?page|page_?(?:size|no|num\w*|index|able|nation)|\bpages?\b|paginat")
"""What a list that is read page by page is given."""
NEAR = 1500
"""Characters before and behind a statement in which that stands."""
