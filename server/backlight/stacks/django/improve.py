"""A better chain: every improvement that holds at one place, the one that saves most first."""

from backlight.analysis.facts import Project, Query
from backlight.analysis.python_tree import asserted
from backlight.analysis.syntax import Source
from backlight.edits import Refused
from backlight.stacks.django import (
    improve_bulk_create,
    improve_count,
    improve_exists,
    improve_in_bulk,
    improve_related,
    improve_values_list,
)
from backlight.stacks.django.chains import chains
from backlight.stacks.record import Improvement

ALL = (
    improve_related.improve,
    improve_in_bulk.improve,
    improve_bulk_create.improve,
    improve_exists.improve,
    improve_count.improve,
    improve_values_list.improve,
)
"""Every improvement: N+1 first, then what the database need not send."""

COUNTS = (improve_exists.improve, improve_count.improve)
"""Not for what a test asserts: there the number is what it says when it fails."""


def improve(source: Source, query: Query, project: Project) -> Improvement | Refused | None:
    """The first improvement that holds; else why one that seems due cannot be made."""
    chain = next(
        (
            c
            for c in chains(source, query.span)
            if c.node.start_byte == query.span.start and c.node.end_byte == query.span.end
        ),
        None,
    )
    if chain is None:
        return None
    refused: Refused | None = None
    for one in (one for one in ALL if one not in COUNTS or not asserted(chain.node)):
        found = one(source, chain, project)
        if isinstance(found, Improvement):
            return found
        refused = refused or found
    return refused
