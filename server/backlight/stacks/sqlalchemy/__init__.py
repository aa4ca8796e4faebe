"""SQLAlchemy 1.4 and 2, Flask-SQLAlchemy, SQLModel and Alembic."""

from backlight.analysis.syntax import Source
from backlight.analysis.tables import Table
from backlight.stacks.record import Orm
from backlight.stacks.sqlalchemy import migrations, models
from backlight.stacks.sqlalchemy.chains import NEEDLES
from backlight.stacks.sqlalchemy.idioms import IDIOMS
from backlight.stacks.sqlalchemy.improve import improve
from backlight.stacks.sqlalchemy.index import index
from backlight.stacks.sqlalchemy.migrate import migrate
from backlight.stacks.sqlalchemy.queries import queries


def tables(source: Source) -> tuple[Table, ...]:
    """Tables from the models of a file, or from the migration that it is."""
    return (*models.tables(source), *migrations.tables(source))


SQLALCHEMY = Orm(
    name="sqlalchemy",
    languages=("python",),
    needles=(*NEEDLES, b"alembic"),
    queries=queries,
    tables=tables,
    improve=improve,
    idioms=IDIOMS,
    index=index,
    migrate=migrate,
    mixins=models.mixins,
)
"""SQLAlchemy, by whatever it is used."""
