"""hidden-index: a function or a cast on a column keeps its index from being used."""

from collections.abc import Iterator
from re import compile as regex

from backlight.analysis.facts import FileFacts, Finding, Project
from backlight.analysis.places import by_hand
from backlight.analysis.syntax import Source
from backlight.rules.report import report
from backlight.sql.improve import reports

KEYED = regex(r"(?i)\bwhere\b[^;]*?(?<!\w)(?:\w+\.)?id\s*(?:=(?!\s*\w+\.)|in\s*\()")
"""The rows are found by their keys, and the other conditions look at those alone."""


def find(facts: FileFacts, source: Source, project: Project) -> Iterator[Finding]:
    """Found where the predicate can be said of the column itself, provably the same."""
    if by_hand(source.path):
        return
    for query in facts.queries:
        if KEYED.search(query.sql):
            continue
        for rule, evidence, _ in reports(query, project.schema):
            if rule == "hidden-index":
                message = f"{evidence}; compare the column itself."
                yield from report(source, query.span, rule, "warning", message)
