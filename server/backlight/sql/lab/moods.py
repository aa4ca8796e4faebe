"""In what manner the rows of a scratch database are chosen: few or many, alike, empty, null."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from random import Random

from backlight.sql.lab.clues import Spot
from backlight.sql.lab.frame import Frame
from backlight.sql.lab.pools import Pool
from backlight.sql.lab.values import Value

MOST = 320
"""Rows of one table."""


@dataclass(frozen=True, slots=True)
class Plan:
    """What a database is made of."""

    frames: tuple[Frame, ...]
    pools: Mapping[Spot, Pool]
    groups: Mapping[Spot, int]
    """Columns that are compared with each other have one number."""
    counts: tuple[int, ...] = ()
    """Numbers that rows are counted against."""
    branches: dict[str, dict[Spot, list[Value]]] = field(default_factory=dict)
    """Side of an OR -> the values that satisfy what stands on it."""


@dataclass(frozen=True, slots=True)
class Mood:
    """How the rows of one database are chosen."""

    size: int
    hot: float
    """How likely a value satisfies its predicates."""
    null: float = 0.08
    again: float = 0.2
    """How likely a row repeats the one before, its key aside."""
    empty: int = -1
    """The table that is left empty."""
    deep: bool = False
    """Tables that refer to others have many rows, and those that they refer to have few."""
    few: bool = False
    """Keys are taken from two values: long groups, many ties."""


def mood(number: int, plan: Plan, chance: Random) -> Mood:
    """The manner of the database of a number."""
    size = (2, 4, 6, 9, 3, 12)[number % 6]
    base = Mood(size, hot=(0.9, 0.7, 0.97, 0.5)[number % 4])
    count = len(plan.frames)
    if number == 0:
        return replace(base, size=0)
    if number % 7 == 3 and count > 1:
        return replace(base, empty=chance.randrange(count))
    if number % 7 == 5:
        return replace(base, null=0.4)
    if number % 5 == 2:
        return replace(base, few=True, hot=0.95, null=0.02)
    large = [n for n in plan.counts if n > 3]
    if large and number % 4 == 1:
        wanted = chance.choice(large) + chance.choice((0, 1, 2))
        wanted = wanted if number % 3 else wanted * 2
        few = number % 8 == 1
        again = base.again if few else 0.02
        return replace(base, size=min(MOST, wanted), hot=0.99, null=0.0, few=few, again=again)
    if number % 7 == 6:
        return replace(base, again=0.6)
    if number % 7 == 1:
        return replace(base, deep=True, again=0.5)
    return base
