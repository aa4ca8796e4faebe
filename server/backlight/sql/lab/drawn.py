"""Values drawn as the statistics of a database say that they are spread, as an SQL expression."""

from collections.abc import Sequence

from backlight.analysis.quoting import quoted
from backlight.sql.lab.likely import Spread
from backlight.sql.lab.values import POSTGRES

BETWEEN = {"integer", "number", "float", "date", "timestamp", "timestamptz"}
"""Sorts of which a value between two others can be made."""


def drawn(spread: Spread, sort: str, count: int) -> str:
    """A common value as often as it is one, else one that lies between two bounds."""
    type_ = POSTGRES.get(sort, "text")
    rest = max(0.0, 1.0 - sum(part for _, part in spread.common) - spread.nulls)
    other = _between(spread, sort, type_, count) if len(spread.bounds) > 1 else ""
    if not spread.common:
        return other
    total = sum(part for _, part in spread.common)
    values = _array([value for value, _ in spread.common], type_)
    steps, sum_ = [], 0.0
    for _, part in spread.common:
        sum_ += part / total
        steps.append(f"{sum_:.6f}")
    # `i * 0` makes it a number of its own in each row, and not one for all of them
    pick = (
        f"({values})[LEAST({len(steps)}, 1 + width_bucket("
        f"random() + i * 0, ARRAY[{', '.join(steps)}]::float[]))]"
    )
    if not other:
        return pick
    return f"CASE WHEN random() < {rest / (rest + total):.6f} THEN {other} ELSE {pick} END"


def _between(spread: Spread, sort: str, type_: str, count: int) -> str:
    last = len(spread.bounds) - 1
    at = f"i * {last}.0 / {count + 1}" if spread.ordered else f"(random() + i * 0) * {last}"
    values = _array(spread.bounds, type_)
    low, high = (f"b.v[{n} + floor(b.x)::int]" for n in (1, 2))
    if sort in BETWEEN:
        value = f"{low} + ({high} - {low}) * (b.x - floor(b.x))"
        if sort == "integer":
            value = f"round({low} + ({high} - {low}) * (b.x - floor(b.x)))::bigint"
        if sort == "date":
            value = f"{low} + round(({high} - {low}) * (b.x - floor(b.x)))::int"
        if sort == "number":
            value = f"round({low} + ({high} - {low}) * (b.x - floor(b.x))::numeric, 2)"
    else:
        value = f"{low} || substr(md5(random()::text), 1, 4)" if sort == "text" else low
    return f"(SELECT {value} FROM (SELECT {values} AS v, ({at})::float AS x) b)"


def _array(values: Sequence[str], type_: str) -> str:
    listed = ", ".join(quoted(value) for value in values)
    return f"ARRAY[{listed}]::{type_}[]"
