"""select-star: every column is read, also those that nobody uses and those that come later."""

from collections.abc import Iterator
from re import IGNORECASE
from re import compile as regex

from backlight.analysis.facts import FileFacts, Finding, Project
from backlight.analysis.places import by_hand, is_test, runs_once
from backlight.analysis.queries_named import names_read
from backlight.analysis.syntax import Source
from backlight.rules.report import report

STAR = regex(r"^\s*SELECT\s+(?:\w+\.)?\*\s+FROM\s", IGNORECASE)

STARTED = b'if __name__ == "__main__"'
"""A file of Python that somebody starts."""


def find(facts: FileFacts, source: Source, project: Project) -> Iterator[Finding]:
    """Found where the code shows which columns it reads, and the schema has them."""
    path = source.path
    if is_test(path) or runs_once(path) or by_hand(path) or STARTED in source.text.data:
        return
    for query in facts.queries:
        if query.kind != "sql" or not STAR.match(query.sql):
            continue
        if not names_read(source, query):
            continue  # nothing is seen to be read, or all of it
        from backlight.sql.improved import Rewritten
        from backlight.sql.star import explicit

        if isinstance(explicit(source, query, project.schema), Rewritten):
            message = "`SELECT *` reads columns that nobody uses here; name those that are read."
            yield from report(source, query.call or query.span, "select-star", "info", message)
