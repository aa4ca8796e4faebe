"""Indexes that `db/schema.rb` and migrations of Rails make and drop, of all rows or of some."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from backlight.analysis.ruby import Name, Pairs, Text, Value, words
from backlight.analysis.tables import PartialIndex


@dataclass(slots=True)
class Indexes:
    """What is said of the indexes of one table."""

    whole: list[tuple[str, ...]] = field(default_factory=list)
    partial: list[PartialIndex] = field(default_factory=list)
    names: dict[str, tuple[str, ...]] = field(default_factory=dict)
    dropped: list[tuple[str, ...] | str] = field(default_factory=list)


def add(said: Indexes, table: str, columns: Sequence[str], named: Pairs) -> bool:
    """Take note of an index; whether it is one of all rows.

    One whose condition is worked out when it runs counts for no row that is known.
    """
    listed, where = tuple(columns), named.get("where")
    name = _text(named.get("name")) or f"index_{table}_on_{'_and_'.join(listed)}"
    if where is not None:
        condition = _text(where) or "NULL"
        said.partial.append(PartialIndex(columns=listed, where=condition, name=name))
        return False
    said.whole.append(listed)
    said.names[name] = listed
    return True


def referred(said: Indexes, table: str, column: str, named: Pairs) -> None:
    """The index that comes with a reference, unless it is told to have none."""
    index = named.get("index")
    if isinstance(index, Name) and index.name == "false":
        return
    add(said, table, (column,), index if isinstance(index, Pairs) else Pairs(()))


def drop(said: Indexes, given: Value | None, named: Pairs) -> None:
    """Take note that an index goes, by its name or by its columns."""
    name = _text(named.get("name"))
    columns = words(given) or words(named.get("column"))
    gone = name or columns
    if not gone:
        return
    said.whole = [one for one in said.whole if one != gone and one != said.names.get(name)]
    said.partial = [one for one in said.partial if one.name != name and one.columns != gone]
    said.dropped.append(gone)


def _text(value: Value | None) -> str:
    return value.value if isinstance(value, Text) else ""
