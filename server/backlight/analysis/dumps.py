"""Dumps of a schema that say which migrations they hold: those say nothing more of it."""

from collections.abc import Iterable, Iterator
from posixpath import basename, dirname
from re import compile as regex

from backlight.analysis.tables import Table

DUMP = regex(r"^(?:(\w+)_)?(?:schema\.rb|structure\.sql|schema\.sql)$")
NUMBER = regex(r"^\d+")
VERSION = regex(r"Schema(?:\[[\d.]+\])?\.define\(\s*version:\s*([\d_]+)")
LISTED = regex(
    r"(?i)insert\s+into\s+(?:\w+\.)?[\"`]?schema_migrations[\"`]?\s*"
    r"\(\s*[\"`]?version[\"`]?\s*\)\s*values([^;]*)"
)
QUOTED = regex(r"'(\d+)'")


def holds(text: str) -> tuple[int, ...]:
    """The migrations that a dump has in it: all up to the version it names, or those it lists."""
    named = VERSION.search(text)
    if named is not None:
        return (int(named[1].replace("_", "") or 0),)
    found = {int(one) for rows in LISTED.findall(text) for one in QUOTED.findall(rows)}
    return tuple(sorted(found))


def pending(tables: Iterable[Table]) -> Iterator[Table]:
    """All that is said of tables but by migrations that the dump beside them holds.

    An index that an old migration made, and a later one dropped, is in no dump any more.
    """
    listed = tuple(tables)
    held: dict[str, frozenset[int]] = {}
    for table in listed:
        kind = DUMP.match(basename(table.file)) if table.holds else None
        if kind is None:
            continue
        mine = f"{kind[1]}_" if kind[1] else ""
        for folder in ("migrate", "migrations"):
            held[f"{dirname(table.file)}/{mine}{folder}".lstrip("/")] = frozenset(table.holds)
    for table in listed:
        known = held.get(dirname(table.file), frozenset())
        number = NUMBER.match(basename(table.file)) if known else None
        if number is None or not _holds(known, int(number[0])):
            yield table


def _holds(known: frozenset[int], number: int) -> bool:
    return number <= max(known) if len(known) == 1 else number in known
