"""not-in-subquery: NOT IN over a subquery is slow, and finds nothing once a null is in it."""

from collections.abc import Iterator

from backlight.analysis.facts import FileFacts, Finding, Project
from backlight.analysis.places import runs_once
from backlight.analysis.syntax import Source
from backlight.rules.report import report
from backlight.sql.improve import reports


def find(facts: FileFacts, source: Source, project: Project) -> Iterator[Finding]:
    """Found where the schema says whether a null can be there; silent where it is not known."""
    for query in () if runs_once(source.path) else facts.queries:
        for rule, evidence, wrong in reports(query, project.schema):
            if rule == "not-in-subquery":
                message = wrong or f"{evidence}; use NOT EXISTS."
                yield from report(source, query.span, rule, "warning", message)
