"""How code on GORM does it, in words."""

from backlight.stacks.record import Idioms

IDIOMS = Idioms(
    models="Constraints stand in the tags and in the migration: `not null`, `uniqueIndex`,"
    " `check:`, `constraint:OnDelete:…` on relations. An index of GORM is a tag: `index`, or one"
    " name and a `priority` for several columns; money is a `decimal` or whole cents.",
    migrations="Where the project has migrations (golang-migrate, goose, atlas), write the next"
    " pair of files, and leave `AutoMigrate` to tests.",
    pages='`Order` on a unique key with `Limit`, and `Where("id > ?", last)` or `Offset`.',
)
"""What its documentation recommends; the ways of the project win."""
