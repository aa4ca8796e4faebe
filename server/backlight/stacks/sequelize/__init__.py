"""Sequelize: `User.findAll(…)` chains, and models from `define` and `init`."""

from backlight.analysis.facts import Project, Query
from backlight.analysis.syntax import Source
from backlight.edits import Refused
from backlight.stacks.counted import counted
from backlight.stacks.later import later
from backlight.stacks.record import Improvement, Orm
from backlight.stacks.sequelize.idioms import IDIOMS

_batch = later("stacks.sequelize.improve_batch:improve")
_include = later("stacks.sequelize.improve_include:improve")
COUNTS = {"findAll": "count"}
"""How rows are read -> how they are counted."""


def improve(source: Source, query: Query, project: Project) -> Improvement | Refused | None:
    """A count in place of rows that are only counted, one read in place of one for each turn."""
    if (found := counted(source, query, COUNTS)) is not None:
        return found
    loaded: Improvement | Refused | None = _include(source, query, project)
    if loaded is not None:
        return loaded
    if query.touched:
        names = ", ".join(f"`{name}`" for name in query.touched)
        are = "is" if len(query.touched) == 1 else "are"
        return Refused(
            f"{names} {are} fetched for each row: load it with the rows by `include`, and read the "
            "attribute instead of calling its getter, or ask the agent for it."
        )
    better: Improvement | Refused | None = _batch(source, query, project) if query.loop else None
    if better is not None:
        return better
    if query.loop is not None and query.returns in {"row", "rows"}:
        return Refused(
            f"`{query.model}` is read once for each turn of a loop: read all at once before it, "
            "with `where: { id: ids }`, or ask the agent for it."
        )
    return None


SEQUELIZE = Orm(
    name="sequelize",
    languages=("javascript", "typescript", "tsx"),
    needles=(b"equelize", b".findAll(", b".findByPk(", b".findAndCountAll(", b".findOne("),
    queries=later("stacks.sequelize.queries:queries"),
    tables=later("stacks.sequelize.models:tables"),
    mixins=later("stacks.sequelize.decorated:mixins"),
    improve=improve,
    render=later("stacks.sequelize.render:render"),
    idioms=IDIOMS,
)
"""The ORM of Sequelize."""
