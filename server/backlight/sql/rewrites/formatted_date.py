"""`to_char(col, 'YYYY-MM') = '2024-05'` becomes a range of `col`, which an index can serve.

Sound where `col` is known to be a date or timestamp, and the text has the shape of the format.
`DATE_FORMAT(col, '%Y-%m')` and `strftime('%Y-%m', col)` are the same.
"""

from collections.abc import Iterator
from datetime import date
from re import compile as regex

from backlight.analysis.tables import Schema
from backlight.edits import Edit
from backlight.sql.dates import between, call, period, sides
from backlight.sql.improved import Held, Rewrite
from backlight.sql.kinds import kind_of
from backlight.sql.rewrites.cast_to_day import WHY, unknown
from backlight.sql.shape import Statement, leaves

FORMATS = {
    "yyyy": ("year", regex(r"^(\d{4})()()$")),
    "yyyy-mm": ("month", regex(r"^(\d{4})-(\d\d)()$")),
    "yyyymm": ("month", regex(r"^(\d{4})(\d\d)()$")),
    "yyyy-mm-dd": ("day", regex(r"^(\d{4})-(\d\d)-(\d\d)$")),
    "yyyymmdd": ("day", regex(r"^(\d{4})(\d\d)(\d\d)$")),
}
LETTERS = {"%Y": "yyyy", "%m": "mm", "%d": "dd"}


def rewrite(statement: Statement, schema: Schema) -> Iterator[Rewrite | Held]:
    """Find comparisons of a column that is written out as text."""
    for leaf in leaves(statement):
        for left, operator, right in sides(leaf):
            found = call(statement, left)
            names = {"to_char": 0, "date_format": 0, "strftime": 1}
            if found is None or found[0] not in names or len(found[1]) != 2 or operator != "=":
                continue
            at = found[1][names[found[0]]]
            format_ = statement.text(found[1][1 - names[found[0]]]).strip("'")
            for letters, plain in LETTERS.items():
                format_ = format_.replace(letters, plain)
            evidence = f"`{statement.text(left)}` hides the index"
            unit, pattern = FORMATS.get(format_.lower(), ("", None))
            hit = pattern.match(statement.text(right).strip("'")) if pattern is not None else None
            column = statement.column(at, leaf.select, schema)
            name = statement.text(at)
            if hit is None:
                continue
            if column is None or kind_of(column.type) not in {"date", "timestamp", "timestamptz"}:
                yield Held(evidence, unknown(name))
                continue
            try:
                bounds = period(unit, date(int(hit[1]), int(hit[2] or 1), int(hit[3] or 1)))
            except ValueError:
                continue
            if bounds is not None and bounds[0].year >= 1000:
                text = between(statement, leaf, name, f"'{bounds[0]}'", f"'{bounds[1]}'")
                place = statement.offset(leaf.start), statement.end(leaf.end)
                yield Rewrite((Edit(*place, text, WHY),), evidence)
