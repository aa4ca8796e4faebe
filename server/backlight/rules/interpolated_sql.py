"""interpolated-sql: what a client sends can become a part of the statement."""

from collections.abc import Iterator

from backlight.analysis.facts import FileFacts, Finding, Project
from backlight.analysis.syntax import Source
from backlight.rules.report import report


def find(facts: FileFacts, source: Source, _project: Project) -> Iterator[Finding]:
    """Found where a value is put into SQL, and nothing shows that it is harmless."""
    for query in facts.queries:
        exposed = [hole for hole in query.holes if hole.exposed]
        if query.kind not in {"sql", "jpql"} or not exposed:
            continue
        names = ", ".join(f"`{' '.join(hole.code.split())[:40]}`" for hole in exposed[:3])
        can = any(hole.kind == "value" for hole in exposed)
        how = "bind it as a parameter" if can else "compare it with a list of allowed ones"
        message = f"{names} can change this SQL statement (SQL injection); {how}."
        yield from report(source, query.call or query.span, "interpolated-sql", "error", message)
