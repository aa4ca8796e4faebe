"""Migrations of TypeORM as the tables they make: read from their text, and never run."""

from backlight.analysis.syntax import Source
from backlight.sql.javascript_steps import Said

NEEDLE = b"ueryRunner"
"""What every migration holds; most files hold it nowhere, and are not looked at."""


def read(source: Source) -> Said:
    """What a migration makes of tables, one entry for each that it touches."""
    if NEEDLE not in source.text.data or source.tree is None:
        return Said()
    from backlight.sql.typeorm import made

    return made.read(source)
