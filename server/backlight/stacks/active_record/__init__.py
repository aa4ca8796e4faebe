"""ActiveRecord: chains of queries, models with their relations, `schema.rb` and migrations."""

from backlight.analysis.syntax import Source
from backlight.analysis.tables import Table
from backlight.stacks.later import later
from backlight.stacks.record import Orm


def tables(source: Source) -> tuple[Table, ...]:
    """Tables of a schema or migration, or those behind the models of a file."""
    from backlight.stacks.active_record import models, schema

    return (*schema.tables(source), *models.tables(source))


ACTIVE_RECORD = Orm(
    name="active_record",
    languages=("ruby",),
    needles=(
        *(b"Record", b"create_table", b"add_", b".where", b".find", b".all", b".includes"),
        *(b".order", b".joins", b".preload", b".pluck"),
    ),
    queries=later("stacks.active_record.queries:queries"),
    tables=tables,
    improve=later("stacks.active_record.improve:improve"),
    render=later("stacks.active_record.render:render"),
    index=later("stacks.active_record.index:index"),
    lacks=later("stacks.active_record.keys:lacking"),
)
"""The ORM of Rails."""
