"""What the steps of a migration of Sequelize make of tables; some make them unclear."""

from functools import partial

from backlight.analysis.syntax import Source
from backlight.analysis.tables import Table
from backlight.sql.javascript_names import Names, names
from backlight.sql.javascript_steps import Said, Step, Untold, query, told
from backlight.sql.sequelize.builder import build
from backlight.sql.sequelize.way_up import steps


def read(source: Source) -> Said:
    """The tables that a migration touches; `untold` if it may touch others."""
    known = names(source)
    return told(source, "sequelize", steps(source, known), partial(_apply, known))


def _apply(known: Names, found: dict[str, Table], step: Step, blank: Table) -> None:
    """One step; raises `Untold` with the tables that it may change, or none if that is unknown."""
    if not step.method:
        raise Untold("")
    if step.method == "query":
        query(found, step, known, blank)
    else:
        build(found, step.method, known.args(step.node), blank)
