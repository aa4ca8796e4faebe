"""What a step of a migration of Rails makes of the tables, and the table that it is about."""

from dataclasses import dataclass

from backlight.sql.rails.reading import Step
from backlight.sql.relations import STILL, Moved, Relation, Relations
from backlight.sql.written import Untold


@dataclass(frozen=True, slots=True)
class Made:
    """The tables after a step, and what is done beside them."""

    tables: Relations
    moved: Moved = STILL
    sql: tuple[str, ...] = ()
    back: tuple[str, ...] = ()
    final: str = ""
    """Why Rails cannot take it back by itself."""


def table(tables: Relations, step: Step) -> tuple[str, Relation]:
    """The table that a step names first; raises `Untold` where it is not known."""
    name = step.text(0)
    if name not in tables:
        raise Untold(f"the table `{name[:40]}` of line {step.line} is not known")
    return name, tables[name]


def changed(tables: Relations, name: str, one: Relation) -> Made:
    """The tables with another one under a name."""
    return Made({**tables, name: one})
