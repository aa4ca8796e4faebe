"""A better chain: every improvement that holds at one place, the one that saves most first."""

from backlight.analysis.facts import Project, Query
from backlight.analysis.python_tree import asserted
from backlight.analysis.syntax import Source, span_of
from backlight.edits import Refused
from backlight.stacks.record import Improvement
from backlight.stacks.sqlalchemy import improve_count, improve_exists, improve_related
from backlight.stacks.sqlalchemy.chains import chains

ALL = (improve_related.improve, improve_exists.improve, improve_count.improve)

COUNTS = (improve_exists.improve, improve_count.improve)
"""Not for what a test asserts: there the number is what it says when it fails."""


def improve(source: Source, query: Query, project: Project) -> Improvement | Refused | None:
    """The first improvement that holds; else why one that seems due cannot be made."""
    chain = next((c for c in chains(source, query.span) if span_of(c.node) == query.span), None)
    if chain is None:
        return None
    refused: Refused | None = None
    for one in (one for one in ALL if one not in COUNTS or not asserted(chain.node)):
        found = one(source, chain, project)
        if isinstance(found, Improvement):
            return found
        refused = refused or found
    return refused
