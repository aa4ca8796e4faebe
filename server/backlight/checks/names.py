"""Queries that a change touches name only tables and columns of the known schema.

What the same change creates is known; a name that was wrong before the change is not its fault.
"""

from collections.abc import Iterator

from backlight.analysis.facts import Project, Query
from backlight.checks.check import Check
from backlight.edits import Change
from backlight.sql.names import unknown


def check(before: Project, after: Project, change: Change) -> Check:
    """Say which names of new or changed queries the schema lacks."""
    problems: list[str] = []
    looked = 0
    for path in change.written:
        earlier = set(_unknown(before, path))
        known = {query.sql for query in _queries(before, path)}
        looked += sum(query.sql not in known for query in _queries(after, path))
        problems += [f"{path}: {name}" for name in _unknown(after, path) if name not in earlier]
    if problems:
        return Check("names", ok=False, detail=" ".join(dict.fromkeys(problems)))
    return Check("names", ok=True, detail=_fine(looked, known=bool(after.schema.tables)))


def _unknown(project: Project, path: str) -> Iterator[str]:
    for query in _queries(project, path):
        yield from unknown(query, project.schema)


def _queries(project: Project, path: str) -> tuple[Query, ...]:
    facts = project.files.get(path)
    return facts.queries if facts is not None else ()


def _fine(looked: int, *, known: bool) -> str:
    if not looked:
        return "No query is new or changed."
    if not known:
        return "The schema is not known; names were not compared."
    return f"{looked} new or changed {'query' if looked == 1 else 'queries'}, no unknown name."
