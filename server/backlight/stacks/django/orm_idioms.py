"""How code on Django's ORM does it, in words."""

from backlight.stacks.record import Idioms

IDIOMS = Idioms(
    models="Constraints stand in the model: `null=False`, `unique=True`, `on_delete` chosen per "
    "relation, `Meta.constraints` (`UniqueConstraint`, `CheckConstraint`) and "
    "`Meta.indexes`; money is `DecimalField`, never `FloatField`.",
    migrations="A migration is a file of `migrations/` that depends on the last one; data moves in "
    "`RunPython` with a reverse function; on PostgreSQL a large table gets "
    "`AddIndexConcurrently` with `atomic = False`; a NOT NULL column comes with a default "
    "or in three steps.",
    pages="`.order_by(…)` on a unique key, then a slice or `Paginator`.",
)
"""What its documentation recommends; the ways of the project win."""
