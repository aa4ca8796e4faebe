"""What the steps of a migration of Sequelize make of tables; some make them unclear."""

from backlight.analysis.syntax import Source, line_of, span_of
from backlight.analysis.tables import Table
from backlight.sql.javascript_names import Names, names
from backlight.sql.javascript_steps import Said, Step, Untold, query, says, unclear
from backlight.sql.sequelize.builder import build
from backlight.sql.sequelize.way_up import steps

MOST = 3000
"""Calls of one file that are read."""


def read(source: Source) -> Said:
    """The tables that a migration touches; `untold` if it may touch others."""
    found: dict[str, Table] = {}
    untold, known = False, names(source)
    for count, step in enumerate(steps(source, known)):
        if count == MOST:
            return Said(tuple(filter(says, found.values())), untold=True)
        blank = Table(
            name="",
            file=source.path,
            line=line_of(step.node),
            span=span_of(step.node),
            origin="migration",
            mapper="sequelize",
        )
        try:
            _apply(found, step, known, blank)
        except Untold as error:
            untold = untold or not error.tables
            unclear(found, error.tables, blank)
    return Said(tuple(filter(says, found.values())), untold)


def _apply(found: dict[str, Table], step: Step, known: Names, blank: Table) -> None:
    """One step; raises `Untold` with the tables that it may change, or none if that is unknown."""
    if not step.method:
        raise Untold("")
    if step.method == "query":
        query(found, step, known, blank)
    else:
        build(found, step.method, known.args(step.node), blank)
