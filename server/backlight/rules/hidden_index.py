"""hidden-index: a function or a cast on a column keeps its index from being used."""

from collections.abc import Iterator

from backlight.analysis.facts import FileFacts, Finding, Project
from backlight.analysis.syntax import Source
from backlight.rules.report import report
from backlight.sql.improve import reports


def find(facts: FileFacts, source: Source, project: Project) -> Iterator[Finding]:
    """Found where the predicate can be said of the column itself, provably the same."""
    for query in facts.queries:
        for rule, evidence, _ in reports(query, project.schema):
            if rule == "hidden-index":
                message = f"{evidence}; compare the column itself."
                yield from report(source, query.span, rule, "warning", message)
