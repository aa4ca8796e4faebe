"""How code on Mongoose does it, in words."""

from backlight.stacks.record import Idioms

IDIOMS = Idioms(
    models="Rules stand in the schema: `required`, `unique`, `enum`, `min`, `max`, "
    "`schema.index({ … })`; embed what is read together, refer to what grows.",
    migrations="There is no migration tool by default: a script that can run twice, in batches, "
    "with its reverse; write it in the tool the project has.",
    pages="`.sort({ _id: 1 })` with `.limit(…)` and a condition on the last `_id` seen.",
)
"""What its documentation recommends; the ways of the project win."""
