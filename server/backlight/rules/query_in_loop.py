"""query-in-loop: SQL that reads is run anew for each item that a loop goes over."""

from collections.abc import Iterator
from re import compile as regex

from backlight.analysis.facts import FileFacts, Finding, Project, Query
from backlight.analysis.places import is_migration, is_test
from backlight.analysis.syntax import Source
from backlight.rules.report import report

SCRIPT = regex(r"(^|/)(lib/tasks|db|config|script|spec|test)/|\.rake$")
"""What is run by hand, once in a while."""
LAZY = regex(r"\.getReferenceById\(|\.getOne\(")
"""What gives a row that is not read before something else of it is asked."""


def find(facts: FileFacts, source: Source, project: Project) -> Iterator[Finding]:
    """Found where a `for` loop runs a SELECT; a `while` loop may wait for something."""
    if is_test(source.path) or is_migration(source.path):
        return
    for query in facts.queries:
        if (
            query.kind not in {"sql", "jpql", "jpa", "gorm", "active_record"}
            or query.loop is None
            or query.returns in {"write", "unknown"}
        ):
            continue
        if facts.language == "ruby" and SCRIPT.search(facts.path):
            continue
        if (query.kind, query.returns) == ("active_record", "rows"):
            continue  # they are not asked for before they are used
        if query.kind == "active_record" and not _known(query, project):
            continue
        if LAZY.search(source.text.slice(query.span.start, query.span.end)):
            continue
        loop = source.text.slice(query.loop.start, query.loop.start + 6)
        if query.call is None or loop.startswith(("while", "until", "do {")):
            continue
        message = "N+1: this query is run once for each item; ask once for all of them."
        yield from report(source, query.call, "query-in-loop", "warning", message)


def _known(query: Query, project: Project) -> bool:
    """Whether a class is a model: in a project whose tables are known, it has one."""
    return not project.schema.tables or project.schema.of_model(query.model) is not None
