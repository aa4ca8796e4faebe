"""Whether two answers are the same rows."""

from collections import Counter
from collections.abc import Iterable
from decimal import Decimal
from re import compile as regex

from backlight.sql.lab.engine import Answer

PLAIN = regex(r"^(?!\?column\?|exists$|case$|bool$)\w+$")
"""A name that someone gave; engines call other columns what they like."""


def difference(before: Answer, after: Answer, *, star: bool) -> str | None:
    """What is different, in a few words; `None` if nothing is but the order."""
    columns = shared(before.names, after.names, star=star)
    if isinstance(columns, str):
        return columns
    one = [plain(tuple(row[at] for at in columns)) for row in before.rows]
    other = [plain(row) for row in after.rows]
    if Counter(one) != Counter(other):
        return f"{_counted(one)} before, {_counted(other)} after"
    if Counter(map(plain, before.left)) != Counter(map(plain, after.left)):
        return "the tables are left with other rows"
    return None


def listed(before: Answer, after: Answer) -> str | None:
    """Whether the same rows come in another order; `None` if they do not."""
    width = min(len(before.names), len(after.names))
    one = [plain(row[:width]) for row in before.rows]
    return "another order" if one != [plain(row[:width]) for row in after.rows] else None


def shared(before: tuple[str, ...], after: tuple[str, ...], *, star: bool) -> list[int] | str:
    """The columns of the answer before that the one after has, or what is wrong with its columns.

    One that was selected by a star may be left out.
    """
    if len(before) == len(after):
        odd = [
            (one, other)
            for one, other in zip(before, after, strict=True)
            if one != other and PLAIN.match(one) and PLAIN.match(other)
        ]
        if odd:
            return f"a column that was named `{odd[0][0]}` is named `{odd[0][1]}`"
        return list(range(len(before)))
    if star and set(after) < set(before) and len(set(before)) == len(before):
        return [before.index(name) for name in after]
    return f"{len(before)} columns before, {len(after)} after"


def plain(row: Iterable[object]) -> tuple[object, ...]:
    """A row whose values compare by what they mean, whatever their types."""
    return tuple(_plain(value) for value in row)


def _plain(value: object) -> object:
    if isinstance(value, float):
        return float(f"{value:.11g}")
    if isinstance(value, Decimal):
        return value.quantize(Decimal("1e-12")).normalize() if abs(value) < 10**14 else value
    if isinstance(value, list | dict):
        return repr(value)
    if isinstance(value, memoryview):
        return bytes(value)
    return value


def _counted(rows: list[tuple[object, ...]]) -> str:
    if not rows:
        return "no row"
    if len(rows) == 1:
        return f"the row {said(rows[0])}"
    return f"{len(rows)} rows"


def said(row: Iterable[object]) -> str:
    """A row as it is shown."""
    return "(" + ", ".join("null" if v is None else str(v) for v in row) + ")"
