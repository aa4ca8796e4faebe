"""How code on SQLAlchemy does it, in words."""

from backlight.stacks.record import Idioms

IDIOMS = Idioms(
    models="Constraints stand in the model: `nullable=False`, `unique=True`, `ForeignKey(…, "
    "ondelete=…)` with `index=True`, `CheckConstraint` and `Index` in `__table_args__`; "
    "money is `Numeric`, times are `DateTime(timezone=True)`.",
    migrations="A migration is an Alembic revision with `upgrade` and `downgrade`, its "
    "`down_revision` the present head; `batch_alter_table` on SQLite; large tables get "
    "`postgresql_concurrently=True` in an `autocommit_block`; a NOT NULL column comes "
    "with a `server_default` or in three steps.",
    pages="`.order_by(…)` on a unique key, then `.limit(…)` and `.offset(…)`, or a condition on "
    "the last key seen.",
)
"""What its documentation recommends; the ways of the project win."""
