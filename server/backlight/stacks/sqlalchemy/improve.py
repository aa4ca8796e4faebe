"""A better chain: every improvement that holds at one place, the one that saves most first."""

from backlight.analysis.facts import Project, Query
from backlight.analysis.syntax import Source, span_of
from backlight.edits import Refused
from backlight.stacks.record import Improvement
from backlight.stacks.sqlalchemy import improve_count, improve_exists, improve_related
from backlight.stacks.sqlalchemy.chains import chains

ALL = (improve_related.improve, improve_exists.improve, improve_count.improve)


def improve(source: Source, query: Query, project: Project) -> Improvement | Refused | None:
    """The first improvement that holds; else why one that seems due cannot be made."""
    chain = next((c for c in chains(source, query.span) if span_of(c.node) == query.span), None)
    if chain is None:
        return None
    refused: Refused | None = None
    for one in ALL:
        found = one(source, chain, project)
        if isinstance(found, Improvement):
            return found
        refused = refused or found
    return refused
