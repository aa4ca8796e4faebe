"""Migrations of Sequelize as the tables they make: read from their text, and never run."""

from backlight.analysis.syntax import Source
from backlight.sql.javascript_steps import Said

NEEDLES = (b"ueryInterface", b"equelize")
"""One of these every migration holds; most files hold none, and are not looked at."""
OTHER = b"ueryRunner"
"""What migrations of TypeORM hold, which are written in much the same way."""


def read(source: Source) -> Said:
    """What a migration makes of tables, one entry for each that it touches."""
    data = source.text.data
    if source.tree is None or OTHER in data or not any(needle in data for needle in NEEDLES):
        return Said()
    from backlight.sql.sequelize import made

    return made.read(source)
