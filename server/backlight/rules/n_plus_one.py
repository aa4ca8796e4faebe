"""n-plus-one: a relation is read for each row of a query, with one more query each."""

from collections.abc import Iterator

from backlight.analysis.facts import FileFacts, Finding, Project
from backlight.analysis.places import is_test
from backlight.analysis.related import relations_read
from backlight.analysis.syntax import Source
from backlight.rules.report import report


def find(facts: FileFacts, source: Source, project: Project) -> Iterator[Finding]:
    """Found where the rows of a query are gone over and a relation is read that is not loaded."""
    if is_test(source.path):
        return
    for query in facts.queries:
        read = relations_read(query, project.schema)
        if not read:
            continue
        names = ", ".join(f"`{name}`" for name in read)
        verb = "is" if len(read) == 1 else "are"
        message = f"N+1: {names} {verb} read for each row of this query, with one more query each."
        yield from report(source, query.span, "n-plus-one", "warning", message)
