"""SQLAlchemy 1.4 and 2, Flask-SQLAlchemy, SQLModel and Alembic."""

from backlight.analysis.places import runs_once
from backlight.analysis.syntax import Source
from backlight.analysis.tables import Table
from backlight.stacks.later import later
from backlight.stacks.record import Orm
from backlight.stacks.sqlalchemy.idioms import IDIOMS

NEEDLES = (
    b"sqlalchemy",
    b"SQLAlchemy",
    b"sqlmodel",
    b".query.",
    b".query(",
    b"db.session",
    b"db.Model",
)


def tables(source: Source) -> tuple[Table, ...]:
    """Tables from the models of a file, or from the migration that it is.

    Models in a migration are copies of what was there when it was written.
    """
    from backlight.stacks.sqlalchemy import migrations, models

    now = () if runs_once(source.path) else models.tables(source)
    return (*now, *migrations.tables(source))


SQLALCHEMY = Orm(
    name="sqlalchemy",
    languages=("python",),
    needles=(*NEEDLES, b"alembic"),
    queries=later("stacks.sqlalchemy.queries:queries"),
    tables=tables,
    improve=later("stacks.sqlalchemy.improve:improve"),
    render=later("stacks.sqlalchemy.render:render"),
    idioms=IDIOMS,
    by_key=later("stacks.sqlalchemy.by_key:by_key"),
    index=later("stacks.sqlalchemy.index:index"),
    migrate=later("stacks.sqlalchemy.migrate:migrate"),
    mixins=later("stacks.sqlalchemy.models:mixins"),
)
"""SQLAlchemy, by whatever it is used."""
