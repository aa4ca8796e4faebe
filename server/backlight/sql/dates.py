"""Dates that are written in SQL, and the periods that functions make of them."""

from datetime import date, timedelta
from re import compile as regex

from backlight.sql.shape import Leaf, Statement

ISO = regex(r"^'(\d{4})-(\d\d)-(\d\d)(?:[ T]00:00(?::00)?(?:\.0+)?)?'$")
FLIPPED = {"<": ">", ">": "<", "<=": ">=", ">=": "<="}
Range = tuple[int, int]


def sides(leaf: Leaf) -> list[tuple[Range, str, Range]]:
    """A comparison, read from either side."""
    flipped = FLIPPED.get(leaf.operator, leaf.operator)
    return [(leaf.left, leaf.operator, leaf.right), (leaf.right, flipped, leaf.left)]


def call(statement: Statement, span: Range) -> tuple[str, list[Range]] | None:
    """The name and the arguments of a function call that is the whole range."""
    start, end = statement.inner(span)
    if end - start < 3 or statement.lower[start + 1] != "(":
        return None
    if statement.close.get(start + 1) != end - 1 or statement.words[start].kind != "name":
        return None
    found, began, at = [], start + 2, start + 2
    while at < end - 1:
        if statement.lower[at] == ",":
            found.append((began, at))
            began = at + 1
        at = statement.close.get(at, at) + 1
    return statement.lower[start], [*found, (began, end - 1)]


def written(statement: Statement, span: Range) -> tuple[date, str] | None:
    """The day that is written out, and what stands before it (`DATE `); midnight counts."""
    start, end = statement.inner(span)
    prefix = ""
    if statement.lower[start : start + 2] == ["cast", "("] and end - start == 6:
        if statement.lower[end - 3 : end - 1] != ["as", "date"]:
            return None
        prefix, start, end = "DATE ", start + 2, end - 3
    elif end - start == 2 and statement.lower[start] in {"date", "timestamp"}:
        prefix, start = statement.words[start].text + " ", start + 1
    elif end - start == 3 and statement.lower[start + 1 : end] == ["::", "date"]:
        prefix, end = "DATE ", start + 1
    if end - start != 1 or (hit := ISO.match(statement.words[start].text)) is None:
        return None
    try:
        return date(int(hit[1]), int(hit[2]), int(hit[3])), prefix
    except ValueError:
        return None


def period(unit: str, day: date) -> tuple[date, date] | None:
    """The period of a unit that starts at a day; `None` if none does."""
    after = {
        "day": day + timedelta(1) if day < date.max else None,
        "week": day + timedelta(7) if day.weekday() == 0 and day.year < 9999 else None,
        "month": _month(day, 1) if day.day == 1 else None,
        "quarter": _month(day, 3) if day.day == 1 and day.month % 3 == 1 else None,
        "year": _month(day, 12) if (day.month, day.day) == (1, 1) else None,
    }.get(unit)
    return (day, after) if after is not None else None


def _month(day: date, count: int) -> date | None:
    number = day.year * 12 + day.month - 1 + count
    return date(number // 12, number % 12 + 1, 1) if number // 12 <= 9999 else None


def between(statement: Statement, leaf: Leaf, column: str, first: str, after: str) -> str:
    """`column >= first AND column < after`, in the manner of the statement."""
    text = f"{column} >= {first} {keyword(statement, 'AND')} {column} < {after}"
    return f"({text})" if leaf.negated else text


def compared(
    statement: Statement, leaf: Leaf, column: str, operator: str, bounds: tuple[str, str]
) -> str | None:
    """A comparison of the period a column falls in, said of the column itself."""
    first, after = bounds
    match operator:
        case "=":
            return between(statement, leaf, column, first, after)
        case ">=" | "<":
            return f"{column} {operator} {first}"
        case ">":
            return f"{column} >= {after}"
        case "<=":
            return f"{column} < {after}"
    return None


def keyword(statement: Statement, word: str) -> str:
    """A keyword in the case that the statement uses."""
    first = statement.words[0].text if statement.words else word
    return word.lower() if first.islower() else word
