"""Migrations of TypeORM as the tables they make: read from their text, and never run."""

from dataclasses import dataclass

from backlight.analysis.syntax import Source
from backlight.analysis.tables import Table

NEEDLE = b"ueryRunner"
"""What every migration holds; most files hold it nowhere, and are not looked at."""


@dataclass(frozen=True, slots=True)
class Said:
    """What a file says: the tables that it makes or changes, and whether there may be more."""

    tables: tuple[Table, ...] = ()
    untold: bool = False


def read(source: Source) -> Said:
    """What a migration makes of tables, one entry for each that it touches."""
    if NEEDLE not in source.text.data or source.tree is None:
        return Said()
    from backlight.sql.typeorm import made

    return made.read(source)
