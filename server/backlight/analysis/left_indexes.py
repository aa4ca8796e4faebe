"""The indexes of a table that are left, once migrations have made and dropped theirs."""

from collections.abc import Iterable, Iterator, Sequence

from backlight.analysis.replayed import ORDERED, in_turn, is_step
from backlight.analysis.tables import PartialIndex, Table


def left(tables: Sequence[Table]) -> tuple[PartialIndex, ...]:
    """Every index that is there; one of all rows has no condition.

    What a model says stands whatever migrations drop: it is what the code is at today.
    """
    first = (table for table in tables if table.origin == "ddl" and not is_step(table))
    there = [one for table in first for one in _made(table)]
    moves = in_turn(tables)
    in_order = all(ORDERED.search(table.file) for table in moves)
    for table in moves if in_order else ():
        for gone in table.dropped:
            there = [one for one in there if not _is(one, gone)]
        there += _made(table)
    if not in_order:
        there = _without(
            [*there, *(one for table in moves for one in _made(table))],
            (gone for table in moves for gone in table.dropped),
        )
    models = (one for table in tables if table.origin == "model" for one in _made(table))
    return tuple(dict.fromkeys((*there, *models)))


def loose(tables: Sequence[Table], there: Iterable[PartialIndex]) -> Iterator[str]:
    """The columns, in lower case, whose only index a migration dropped."""
    kept = {one.columns for one in there}
    every = (names for table in tables for names in table.index_names.values())
    for names in every if any(table.dropped for table in tables) else ():
        if len(names) == 1 and names not in kept:
            yield names[0].lower()


def _made(table: Table) -> Iterator[PartialIndex]:
    """The indexes of one file, by the names they have there."""
    named: dict[tuple[str, ...], list[str]] = {}
    for name, columns in table.index_names.items():
        named.setdefault(columns, []).append(name)
    for columns in table.indexes:
        for name in named.get(columns, [""]):
            yield PartialIndex(columns=columns, where="", name=name)
    yield from table.partial


def _is(one: PartialIndex, gone: tuple[str, ...] | str) -> bool:
    return is_dropped(one.name, gone) if isinstance(gone, str) else gone == one.columns


def is_dropped(name: str, gone: tuple[str, ...] | str) -> bool:
    """Whether a name is the one that is dropped; a star at the end stands for what follows."""
    if not isinstance(gone, str):
        return False
    return name.startswith(gone[:-1]) if gone.endswith("*") else name == gone


def _without(made: list[PartialIndex], gone: Iterable[tuple[str, ...] | str]) -> list[PartialIndex]:
    """What files without an order leave: each drop takes one away of those that were made."""
    for drop in gone:
        at = next((n for n, one in enumerate(made) if _is(one, drop)), None)
        if at is not None:
            del made[at]
    return made
