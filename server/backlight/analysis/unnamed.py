"""What migrations say of tables that they do not name: an index that goes is one of a table."""

from collections.abc import Iterable, Iterator
from dataclasses import replace

from backlight.analysis.tables import Table


def placed(tables: Iterable[Table]) -> Iterator[Table]:
    """All that is said of tables; what is said of an index is said of the table that has it."""
    listed = tuple(tables)
    if all(table.name for table in listed):
        yield from listed
        return
    owners = {
        name: table.name for table in listed for name in (*table.index_names, *_partial(table))
    }
    for table in listed:
        if table.name:
            yield table
            continue
        for name in table.dropped:
            if isinstance(name, str) and (owner := owners.get(name)):
                yield replace(table, name=owner, dropped=(name,))


def _partial(table: Table) -> Iterator[str]:
    return (one.name for one in table.partial if one.name)
