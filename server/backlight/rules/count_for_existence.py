"""count-for-existence: all rows are counted to see whether there is one."""

from collections.abc import Iterator
from re import compile as regex

from backlight.analysis.facts import FileFacts, Finding, Project
from backlight.analysis.syntax import Source
from backlight.rules.report import report
from backlight.sql.improve import reports

OWN = regex(
    r"(?i)\b(?:FROM|JOIN)\s+(?:information_schema\.|pg_|sqlite_master|(?:\w+\.)?sys\.)"
    r"|\bFROM\s+(?:json_\w+|jsonb_\w+|unnest|string_to_table|openjson)\s*\("
)
"""What the database says of itself is short, and so is what one row holds."""


def find(facts: FileFacts, source: Source, project: Project) -> Iterator[Finding]:
    """Found where a COUNT in SQL is compared with nothing."""
    for query in facts.queries:
        if OWN.search(query.sql):
            continue
        for rule, evidence, _ in reports(query, project.schema):
            if rule == "count-for-existence":
                yield from report(source, query.span, rule, "warning", f"{evidence}; use EXISTS.")
