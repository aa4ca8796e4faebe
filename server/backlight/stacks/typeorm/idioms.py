"""How code on TypeORM does it, in words."""

from backlight.stacks.record import Idioms

IDIOMS = Idioms(
    models="Constraints stand in the entity: `nullable`, `unique`, `@Index`, `@Check`, "
    "`onDelete` on relations; money is `decimal`.",
    migrations="A migration implements `MigrationInterface` with `up` and `down`, and its file "
    "starts with the time.",
    pages="`order` on a unique key with `take` and `skip`.",
)
"""What its documentation recommends; the ways of the project win."""
