"""How code on Prisma does it, in words."""

from backlight.stacks.record import Idioms

IDIOMS = Idioms(
    models="Constraints stand in `schema.prisma`: `@id`, `@unique`, `@relation(…, onDelete: …)`, "
    "`@@index([…])` on every foreign key; money is `Decimal`.",
    migrations="A migration is a folder of `prisma/migrations` with `migration.sql`, in the order "
    "of its name; say that `prisma migrate dev` makes it from the schema.",
    pages="`orderBy` on a unique key with `take` and `cursor` (or `skip`).",
)
"""What its documentation recommends; the ways of the project win."""
