"""Literals of a statement as plain values: numbers with their sign, and the days of intervals."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sqlglot import exp


def signed(literal: "exp.Expr") -> str:
    """A literal with the minus that stands before it."""
    negative = literal.parent is not None and literal.parent.key == "neg"
    return f"-{literal.name}" if negative else literal.name


def numbers(node: "exp.Expr") -> Iterator[int]:
    """The whole numbers that are written somewhere below a node."""
    from sqlglot import exp

    for one in node.find_all(exp.Literal):
        if one.name.isdigit():
            yield int(one.name)


DAYS = {"second": 0, "minute": 0, "hour": 0, "day": 1, "week": 7}
MONTHS = {"month": 1, "quarter": 3, "year": 12}


def days(interval: "exp.Expr") -> Iterator[int]:
    """About how many days an interval has; months differ."""
    text = " ".join(part for part in (interval.name, interval.text("unit")) if part).lower()
    number, _, unit = text.strip("'").partition(" ")
    unit = unit.strip().rstrip("s")
    if not number.isdigit():
        return
    if unit in MONTHS:  # of 28 to 31 days each
        about = round(int(number) * MONTHS[unit] * 30.4375)
        yield from (about - 1, about + 1)
    else:
        yield int(number) * DAYS.get(unit, 1)
