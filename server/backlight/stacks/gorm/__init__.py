"""GORM: chains of `db.Where(…).Find(&users)`, and structs with its tags."""

from backlight.analysis.facts import Project, Query
from backlight.analysis.syntax import Source
from backlight.edits import Refused
from backlight.stacks.gorm.idioms import IDIOMS
from backlight.stacks.later import later
from backlight.stacks.record import Improvement, Orm

_count = later("stacks.gorm.improve_count:improve")
_create = later("stacks.gorm.improve_create:improve")
_preload = later("stacks.gorm.improve_preload:improve")
_batch = later("stacks.gorm.improve_batch:improve")


def improve(source: Source, query: Query, project: Project) -> Improvement | Refused | None:
    """A count in place of rows that are only counted, one query in place of one for each turn."""
    if query.returns == "rows" and query.loop is None:
        counted: Improvement | Refused | None = _count(source, query)
        return counted
    if query.returns == "write" and query.loop is not None:
        stored: Improvement | Refused | None = _create(source, query)
        return stored
    if query.loop is not None and query.returns in {"row", "rows"}:
        better: Improvement | Refused | None = _preload(source, query, project)
        better = better or _batch(source, query, project)
        if better is not None:
            return better
        what = f"`{query.model}`" if query.model else "A row"
        return Refused(
            f"{what} is read once for each turn of a loop: read all at once before it, with "
            '`Where("id IN ?", ids)` or `Preload`, or ask the agent for it.'
        )
    return None


GORM = Orm(
    name="gorm",
    languages=("go",),
    needles=(b"gorm",),
    queries=later("stacks.gorm.queries:queries"),
    tables=later("stacks.gorm.models:tables"),
    improve=improve,
    render=later("stacks.gorm.render:render"),
    idioms=IDIOMS,
)
"""The ORM of Go."""
