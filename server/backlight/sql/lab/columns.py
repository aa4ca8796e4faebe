"""The columns of a scratch table: what is known of each before its first value is chosen."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field

from backlight.sql.lab.clues import Spot
from backlight.sql.lab.frame import Field, Frame
from backlight.sql.lab.moods import Plan
from backlight.sql.lab.pools import Pool
from backlight.sql.lab.values import Value

NUMBERS = frozenset({"integer", "number", "float"})
NONE: frozenset[Value] = frozenset()


@dataclass(slots=True)
class Column:
    """One column of one table of one database."""

    name: str
    spot: Spot
    single: bool
    """Its values differ from row to row."""
    keyed: bool
    """It is one of the columns of the key."""
    nullable: bool
    parents: Spot | None
    """The column that it refers to."""
    group: int | None
    """The number of the columns that it is compared with."""
    pool: Pool
    hot: list[Value]
    """The values that satisfy what is asked of it."""
    taken: set[Value] = field(default_factory=set)
    """Its values in the rows that are there."""


def column(frame: Frame, one: Field, plan: Plan, hot: list[Value]) -> Column:
    """What is known of a column of a table."""
    spot = frame.name.lower(), one.name.lower()
    keyed = one.name in frame.key
    return Column(
        one.name,
        spot,
        single=one.unique or frame.key == (one.name,),
        keyed=keyed,
        nullable=one.nullable and not keyed,
        parents=one.references,
        group=plan.groups.get(spot),
        pool=plan.pools[spot],
        hot=hot,
    )


def misfits(
    frame: Frame,
    columns: Sequence[Column],
    row: Mapping[str, Value],
    keys: Collection[tuple[Value, ...]],
) -> list[Column]:
    """The columns whose values may not stand beside those of the rows that are there."""
    wrong = [one for one in columns if not _fits(one, row[one.name])]
    if wrong or not frame.key or tuple(row[name] for name in frame.key) not in keys:
        return wrong
    return [one for one in columns if one.keyed]


def _fits(one: Column, value: Value) -> bool:
    if value is None:
        return one.nullable
    return not one.single or value not in one.taken


def free(values: list[Value], used: Collection[Value]) -> list[Value]:
    """The values that are not used yet; the list itself where none is."""
    return [one for one in values if one not in used] if used else values
