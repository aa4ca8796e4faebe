"""`col + 1 = 2` becomes `col = 1`, and `day + INTERVAL '30 days' < d` becomes `day < d - …`.

Sound where `col` is known to be a whole number and both others are whole numbers written out; or
`col` is a date or a timestamp without time zone, the interval is of a fixed length (weeks, days,
hours …, not months) and the other side is written out.
"""

from collections.abc import Iterator
from re import IGNORECASE
from re import compile as regex

from backlight.analysis.tables import Schema
from backlight.edits import Edit
from backlight.sql.dates import Range, sides, written
from backlight.sql.improved import Held, Rewrite
from backlight.sql.kinds import kind_of
from backlight.sql.rewrites.cast_to_day import WHY, unknown
from backlight.sql.shape import COMPARISONS, Statement, leaves

FIXED = regex(r"^interval\s+'\s*\d+\s*(?:second|minute|hour|day|week)s?\s*'$", IGNORECASE)
WHOLE = regex(r"^-?\d{1,15}$")
LARGEST = 2**31 - 1


def rewrite(statement: Statement, schema: Schema) -> Iterator[Rewrite | Held]:
    """Find comparisons of a column that a constant is added to or taken from."""
    for leaf in leaves(statement):
        for left, operator, right in sides(leaf):
            at = _operator(statement, left)
            if at is None or operator not in COMPARISONS:
                continue
            sign = statement.lower[at]
            span, step = (left[0], at), statement.text((at + 1, left[1]))
            is_whole = WHOLE.match(step) is not None
            if not is_whole and not FIXED.match(step):
                continue
            evidence = f"`{statement.text(left)}` hides the index"
            column = statement.column(span, leaf.select, schema)
            kind = kind_of(column.type) if column is not None else ""
            name, value = statement.text(span), statement.text(right)
            opposite = "-" if sign == "+" else "+"
            if is_whole and kind == "integer" and WHOLE.match(value):
                number = int(value) - int(step) if sign == "+" else int(value) + int(step)
                if abs(number) > LARGEST:
                    continue
                text = f"{name} {operator} {number}"
            elif not is_whole and kind in {"date", "timestamp"} and written(statement, right):
                text = f"{name} {operator} {value} {opposite} {step}"
            else:
                named = {statement.words[n].kind for n in range(*right)} & {"name", "quoted"}
                if not kind and not named and statement.words[span[0]].kind == "name":
                    yield Held(evidence, unknown(name))
                continue
            place = statement.offset(leaf.start), statement.end(leaf.end)
            yield Rewrite((Edit(*place, text, WHY),), evidence)


def _operator(statement: Statement, span: Range) -> int | None:
    """The `+` or `-` between a bare column and a constant."""
    start, end = span
    found = [n for n in range(start + 1, end) if statement.lower[n] in {"+", "-"}]
    size = found[0] - start if len(found) == 1 else 0
    return found[0] if size in {1, 3, 5} and statement.words[start].kind != "number" else None
