"""`EXTRACT(YEAR FROM col) = 2024` (and its month) becomes a range of `col`.

Sound where `col` is known to be a date or timestamp, the year is written out, and a month is
joined to it by AND. A month alone has no range. `YEAR(col)` and `date_part('year', col)` are the
same.
"""

from collections.abc import Iterator
from datetime import date

from backlight.analysis.tables import Schema
from backlight.edits import Edit
from backlight.sql.dates import Range, call, compared, period, sides
from backlight.sql.improved import Held, Rewrite
from backlight.sql.kinds import kind_of
from backlight.sql.rewrites.cast_to_day import WHY, unknown
from backlight.sql.shape import Leaf, Statement, leaves

Part = tuple[Leaf, str, Range, str, int]
"""A predicate of a part of a date: unit, column, operator, number."""


def rewrite(statement: Statement, schema: Schema) -> Iterator[Rewrite | Held]:
    """Find comparisons of the year of a column."""
    parts = [part for leaf in leaves(statement) if (part := _part(statement, leaf)) is not None]
    for part in parts:
        leaf, unit, span, _, year = part
        if unit != "year" or not 1000 <= year <= 9998:
            continue
        name = statement.text(span)
        evidence = f"`{statement.text(leaf.left)}` hides the index"
        column = statement.column(span, leaf.select, schema)
        if column is None or kind_of(column.type) not in {"date", "timestamp", "timestamptz"}:
            yield Held(evidence, unknown(name))
            continue
        month = next((m for m in parts if _joins(statement, part, m)), None)
        yield from _ranged(statement, part, month, evidence)


def _ranged(
    statement: Statement, part: Part, month: Part | None, evidence: str
) -> Iterator[Rewrite]:
    leaf, _, span, operator, year = part
    together = month is not None and operator == "=" and 1 <= month[4] <= 12
    first = date(year, month[4], 1) if month is not None and together else date(year, 1, 1)
    bounds = period("month" if together else "year", first)
    if bounds is None:
        return
    texts = f"'{bounds[0]}'", f"'{bounds[1]}'"
    text = compared(statement, leaf, statement.text(span), operator, texts)
    if text is None:
        return
    start, end = statement.offset(leaf.start), statement.end(leaf.end)
    edits = [Edit(start, end, text, WHY)]
    if month is not None and together:
        other = month[0]
        if other.start == leaf.end + 1:  # `year AND month`, side by side
            edits = [Edit(start, statement.end(other.end), text, WHY)]
        elif leaf.start == other.end + 1:
            edits = [Edit(statement.offset(other.start), end, text, WHY)]
        else:
            return
    yield Rewrite(tuple(edits), evidence)


def _joins(statement: Statement, part: Part, other: Part) -> bool:
    same = statement.text(part[2]).lower() == statement.text(other[2]).lower()
    near = other[0].start == part[0].end + 1 or part[0].start == other[0].end + 1
    group = other[0].siblings == part[0].siblings and other[0].negated == part[0].negated
    return other[1] == "month" and other[3] == "=" and same and near and group


def _part(statement: Statement, leaf: Leaf) -> Part | None:
    for left, operator, right in sides(leaf):
        found = call(statement, left)
        number = statement.text(right).strip("'")
        if found is None or not number.isdigit() or len(number) > 4:
            continue
        name, arguments = found
        first, last = arguments[0]
        lower = statement.lower
        if name == "extract" and lower[first] in {"year", "month"} and lower[first + 1] == "from":
            return leaf, lower[first], (first + 2, last), operator, int(number)
        if name in {"year", "month"} and len(arguments) == 1:
            return leaf, name, arguments[0], operator, int(number)
        unit = statement.text(arguments[0]).strip("'").lower()
        if name == "date_part" and len(arguments) == 2 and unit in {"year", "month"}:
            return leaf, unit, arguments[1], operator, int(number)
    return None
