"""`date_trunc('month', col) = d` becomes a range of `col`, which an index can serve.

Sound where `d` is written out and begins such a period, and either the type of `col` is known to
be a date or timestamp or `d` is a typed literal (`DATE '…'`), which nothing else compares with.
"""

from collections.abc import Iterator

from backlight.analysis.tables import Schema
from backlight.edits import Edit
from backlight.sql.dates import call, compared, period, sides, written
from backlight.sql.improved import Held, Rewrite
from backlight.sql.kinds import kind_of
from backlight.sql.rewrites.cast_to_day import WHY, unknown
from backlight.sql.shape import Statement, leaves


def rewrite(statement: Statement, schema: Schema) -> Iterator[Rewrite | Held]:
    """Find comparisons of a truncated column."""
    for leaf in leaves(statement):
        for left, operator, right in sides(leaf):
            found = call(statement, left)
            if found is None or found[0] != "date_trunc" or len(found[1]) != 2:
                continue
            unit = statement.text(found[1][0]).strip("'").lower()
            name = statement.text(found[1][1])
            evidence = f"`{statement.text(left)}` hides the index"
            column = statement.column(found[1][1], leaf.select, schema)
            kind = kind_of(column.type) if column is not None else ""
            day = written(statement, right)
            bounds = period(unit, day[0]) if day is not None else None
            if day is None or bounds is None:
                yield Held(
                    evidence,
                    f"The value that `{name}` is compared with must be written "
                    f"out and begin a {unit}; compute both ends of the range.",
                )
                continue
            if kind not in {"date", "timestamp", "timestamptz"} and not (day[1] and not kind):
                yield Held(evidence, unknown(name))
                continue
            texts = f"{day[1]}'{bounds[0]}'", f"{day[1]}'{bounds[1]}'"
            text = compared(statement, leaf, name, operator, texts)
            if text is not None:
                at = statement.offset(leaf.start), statement.end(leaf.end)
                yield Rewrite((Edit(*at, text, WHY),), evidence)
