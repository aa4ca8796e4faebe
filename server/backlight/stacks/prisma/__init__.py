"""Prisma: `prisma.user.findMany(…)` chains, and the models of `schema.prisma`."""

from backlight.analysis.facts import Project, Query
from backlight.analysis.syntax import Source
from backlight.edits import Refused
from backlight.stacks.counted import counted
from backlight.stacks.later import later
from backlight.stacks.prisma.idioms import IDIOMS
from backlight.stacks.record import Improvement, Orm

_batch = later("stacks.prisma.improve_batch:improve")
_there = later("stacks.prisma.improve_there:improve")
COUNTS = {"findMany": "count"}
"""How rows are read -> how they are counted."""


def improve(source: Source, query: Query, project: Project) -> Improvement | Refused | None:
    """A count in place of rows that are only counted, one read in place of one for each turn,
    and the key alone of a row that is only there or not.
    """
    if (found := counted(source, query, COUNTS)) is not None:
        return found
    better: Improvement | Refused | None = _batch(source, query, project) if query.loop else None
    if better is not None:
        return better
    if query.loop is not None and query.returns in {"row", "rows"}:
        return Refused(
            f"`{query.model}` is read once for each turn of a loop: read all at once before it, "
            "with `where: { id: { in: ids } }`, or ask the agent for it."
        )
    return _there(source, query, project) if query.returns == "row" else None


PRISMA = Orm(
    name="prisma",
    languages=("javascript", "typescript", "tsx", "prisma"),
    needles=(b"risma", b"model "),
    queries=later("stacks.prisma.queries:queries"),
    tables=later("stacks.prisma.schema:tables"),
    improve=improve,
    render=later("stacks.prisma.render:render"),
    by_key=later("stacks.prisma.by_key:by_key"),
    index=later("stacks.prisma.index:index"),
    migrate=later("stacks.prisma.migrate:migrate"),
    idioms=IDIOMS,
)
"""The ORM of Prisma."""
