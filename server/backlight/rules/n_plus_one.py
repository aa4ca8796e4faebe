"""n-plus-one: a relation is read for each row of a query, with one more query each."""

from collections.abc import Iterator

from backlight.analysis.facts import FileFacts, Finding, Project
from backlight.analysis.places import is_test
from backlight.analysis.syntax import Source
from backlight.analysis.tables import Table
from backlight.rules.report import report


def find(facts: FileFacts, source: Source, project: Project) -> Iterator[Finding]:
    """Found where the rows of a query are gone over and a relation is read that is not loaded."""
    if is_test(source.path):
        return
    for query in facts.queries:
        table = project.schema.of_model(query.model) if query.model else None
        read = [name for name in query.touched if table is None or not _plain(table, name)]
        if query.kind == "active_record":  # any method of a row is called as a relation is read
            read = [name for name in read if table is not None and name in table.relations]
        if not read:
            continue
        names = ", ".join(f"`{name}`" for name in read)
        verb = "is" if len(read) == 1 else "are"
        message = f"N+1: {names} {verb} read for each row of this query, with one more query each."
        yield from report(source, query.span, "n-plus-one", "warning", message)


def _plain(table: Table, name: str) -> bool:
    """Whether what is read is a column of the row itself, and no key to another one."""
    head = name.split("__", maxsplit=1)[0].split(".", maxsplit=1)[0]
    if head in table.relations:
        return False
    found = [c for c in table.columns if head in {c.name, c.attribute}]
    return bool(found) and not any(column.references for column in found)
