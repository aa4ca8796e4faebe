"""JPA: entities, and the repositories of Spring Data."""

from backlight.analysis.facts import Project, Query
from backlight.analysis.syntax import Source
from backlight.edits import Refused
from backlight.stacks.jpa.idioms import IDIOMS
from backlight.stacks.later import later
from backlight.stacks.record import Improvement, Orm


def improve(source: Source, query: Query, project: Project) -> Improvement | Refused | None:  # noqa: ARG001 - the words of an Orm
    """No call is rewritten; what is wrong with one is said."""
    if query.loop is not None and query.returns in {"row", "rows"}:
        return Refused(
            f"`{query.model}` is read once for each turn of a loop: read all at once before it, "
            "with `findAllById(ids)` or `findBy…In(…)`, or ask the agent for it."
        )
    return None


JPA = Orm(
    name="jpa",
    languages=("java",),
    needles=(b"persistence", b"@Entity", b"@MappedSuperclass", b"Repository", b"Repo "),
    queries=later("stacks.jpa.repositories:queries"),
    tables=later("stacks.jpa.entities:tables"),
    mixins=later("stacks.jpa.entities:mixins"),
    improve=improve,
    idioms=IDIOMS,
)
"""The mapper of JPA and Spring Data."""
