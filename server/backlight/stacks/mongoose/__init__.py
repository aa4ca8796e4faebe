"""Mongoose: `User.find(…)` chains, and schemas."""

from backlight.analysis.facts import Project, Query
from backlight.analysis.syntax import Source
from backlight.edits import Refused
from backlight.stacks.counted import counted
from backlight.stacks.later import later
from backlight.stacks.mongoose.idioms import IDIOMS
from backlight.stacks.record import Improvement, Orm

COUNTS = {"find": "countDocuments"}
"""How rows are read -> how they are counted."""
CONDITIONS = frozenset({"find"})
"""Reads that are given the condition itself."""


def improve(source: Source, query: Query, project: Project) -> Improvement | Refused | None:  # noqa: ARG001 - the words of an Orm
    """A count in place of rows that are only counted; of all else, what is wrong is said."""
    if (found := counted(source, query, COUNTS, CONDITIONS)) is not None:
        return found
    if query.loop is not None and query.returns in {"row", "rows"}:
        return Refused(
            f"`{query.model}` is read once for each turn of a loop: read all at once before it, "
            "with `{ _id: { $in: ids } }` or `populate`, or ask the agent for it."
        )
    return None


MONGOOSE = Orm(
    name="mongoose",
    languages=("javascript", "typescript", "tsx"),
    needles=(b"ongoose", b".find(", b".findOne(", b".findById", b".countDocuments("),
    queries=later("stacks.mongoose.queries:queries"),
    tables=later("stacks.mongoose.models:tables"),
    improve=improve,
    idioms=IDIOMS,
)
"""The mapper of Mongoose."""
