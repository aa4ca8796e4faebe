"""TypeORM: repositories, and entities."""

from backlight.analysis.facts import Project, Query
from backlight.analysis.syntax import Source
from backlight.edits import Refused
from backlight.stacks.counted import counted
from backlight.stacks.later import later
from backlight.stacks.record import Improvement, Orm
from backlight.stacks.typeorm.idioms import IDIOMS

_batch = later("stacks.typeorm.improve_batch:improve")
_there = later("stacks.typeorm.improve_there:improve")
COUNTS = {"find": "count", "findBy": "countBy"}
"""How rows are read -> how they are counted."""
CONDITIONS = frozenset({"findBy"})
"""Reads that are given the condition itself."""


def improve(source: Source, query: Query, project: Project) -> Improvement | Refused | None:
    """A count in place of rows that are only counted, one read in place of one for each turn,
    and `exists` for a row that is only there or not.
    """
    if (found := counted(source, query, COUNTS, CONDITIONS)) is not None:
        return found
    better: Improvement | Refused | None = _batch(source, query, project) if query.loop else None
    if better is not None:
        return better
    if query.loop is not None and query.returns in {"row", "rows"}:
        return Refused(
            f"`{query.model}` is read once for each turn of a loop: read all at once before it, "
            "with `findBy({ id: In(ids) })`, or ask the agent for it."
        )
    return _there(source, query, project) if query.returns == "row" else None


TYPEORM = Orm(
    name="typeorm",
    languages=("typescript", "javascript", "tsx"),
    needles=(b"typeorm", b"epository"),
    queries=later("stacks.typeorm.queries:queries"),
    tables=later("stacks.typeorm.entities:tables"),
    mixins=later("stacks.typeorm.entities:mixins"),
    improve=improve,
    render=later("stacks.typeorm.render:render"),
    migrate=later("stacks.typeorm.migrate:migrate"),
    named=later("stacks.typeorm.named:named"),
    idioms=IDIOMS,
)
"""The mapper of TypeORM."""
