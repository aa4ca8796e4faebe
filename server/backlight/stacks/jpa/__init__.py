"""JPA: entities, and the repositories of Spring Data."""

from backlight.stacks.jpa.idioms import IDIOMS
from backlight.stacks.later import later
from backlight.stacks.record import Orm

JPA = Orm(
    name="jpa",
    languages=("java",),
    needles=(b"persistence", b"@Entity", b"@MappedSuperclass", b"Repository", b"Repo "),
    queries=later("stacks.jpa.repositories:queries"),
    tables=later("stacks.jpa.entities:tables"),
    mixins=later("stacks.jpa.entities:mixins"),
    improve=later("stacks.jpa.improve:improve"),
    render=later("stacks.jpa.render:render"),
    idioms=IDIOMS,
)
"""The mapper of JPA and Spring Data."""
