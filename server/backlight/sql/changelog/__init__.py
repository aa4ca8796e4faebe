"""Changelogs of Liquibase, in XML and YAML, as the tables they make (those in SQL are DDL)."""

from backlight.analysis.syntax import Source
from backlight.analysis.tables import Table

NEEDLE = b"databaseChangeLog"
"""What every changelog holds; most files of XML and YAML are none, and are not read."""


def tables(source: Source) -> tuple[Table, ...]:
    """What a changelog makes of tables, one entry for each that it touches.

    Files that it includes are read like all others; they count in the order of their names.
    """
    data = source.text.data
    if NEEDLE not in data or source.language not in {"xml", "yaml"}:
        return ()
    from backlight.sql.changelog import changes, markup, yaml

    said = markup.changes(data) if source.language == "xml" else yaml.changes(data)
    return changes.tables(source.path, said)
