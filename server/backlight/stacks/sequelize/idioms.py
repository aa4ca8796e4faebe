"""How code on Sequelize does it, in words."""

from backlight.stacks.record import Idioms

IDIOMS = Idioms(
    models="Constraints stand in the model and in the database: `allowNull: false`, `unique`, "
    "`references` with `onDelete`, `indexes` in the options; money is `DECIMAL`.",
    migrations="A migration of sequelize-cli has `up` and `down`, in a transaction.",
    pages="`order` on a unique key with `limit` and `offset`.",
)
"""What its documentation recommends; the ways of the project win."""
