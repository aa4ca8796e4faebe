"""TypeORM: repositories, and entities."""

from backlight.analysis.facts import Project, Query
from backlight.analysis.syntax import Source
from backlight.edits import Refused
from backlight.stacks.counted import counted
from backlight.stacks.later import later
from backlight.stacks.record import Improvement, Orm
from backlight.stacks.typeorm.idioms import IDIOMS

COUNTS = {"find": "count", "findBy": "countBy"}
"""How rows are read -> how they are counted."""
CONDITIONS = frozenset({"findBy"})
"""Reads that are given the condition itself."""


def improve(source: Source, query: Query, project: Project) -> Improvement | Refused | None:  # noqa: ARG001 - the words of an Orm
    """A count in place of rows that are only counted; of all else, what is wrong is said."""
    if (found := counted(source, query, COUNTS, CONDITIONS)) is not None:
        return found
    if query.loop is not None and query.returns in {"row", "rows"}:
        return Refused(
            f"`{query.model}` is read once for each turn of a loop: read all at once before it, "
            "with `findBy({ id: In(ids) })`, or ask the agent for it."
        )
    return None


TYPEORM = Orm(
    name="typeorm",
    languages=("typescript", "javascript", "tsx"),
    needles=(b"typeorm", b"epository"),
    queries=later("stacks.typeorm.queries:queries"),
    tables=later("stacks.typeorm.entities:tables"),
    mixins=later("stacks.typeorm.entities:mixins"),
    improve=improve,
    render=later("stacks.typeorm.render:render"),
    idioms=IDIOMS,
)
"""The mapper of TypeORM."""
