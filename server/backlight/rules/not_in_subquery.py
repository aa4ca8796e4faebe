"""not-in-subquery: NOT IN over a subquery is slow, and finds nothing once a null is in it."""

from collections.abc import Iterator
from re import compile as regex

from backlight.analysis.facts import FileFacts, Finding, Project
from backlight.analysis.growth import grows
from backlight.analysis.places import runs_once
from backlight.analysis.syntax import Source
from backlight.rules.report import report
from backlight.sql.improve import reports

LISTED = regex(
    r"(?is)\bNOT\s+IN\s*\(\s*SELECT\b.{0,2000}?\bFROM\s+[\"`\[]?(?:\w+[\"`\]]?\.[\"`\[]?)?(\w+)"
)

READS = regex(r"(?is)^\W*(?:SELECT|WITH)\b")


def find(facts: FileFacts, source: Source, project: Project) -> Iterator[Finding]:
    """Found where the schema says that a null can be there, or where no null can but many rows.

    A short list is compared with in no time.
    """
    for query in () if runs_once(source.path) else facts.queries:
        for rule, evidence, wrong in reports(query, project.schema):
            if rule == "not-in-subquery" and (wrong or _long(query.sql, project)):
                message = wrong or f"{evidence}; use NOT EXISTS."
                yield from report(source, query.span, rule, "warning", message)


def _long(sql: str, project: Project) -> bool:
    names = LISTED.findall(sql) if READS.match(sql) else []  # What is changed so is for a job
    return any(grows(name, project.schema.table(name), project) for name in names)
