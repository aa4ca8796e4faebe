"""`id = 34.0` becomes `id = 34`: a fraction makes the column be cast, row by row.

Sound where the column is known to be a whole number, and the literal is one that is written with
noughts. A text that MySQL compares with a number is said, and left: which texts are meant is not
known ('7', '07' and '7 a' are all 7 to it).
"""

from collections.abc import Iterator
from re import compile as regex

from backlight.analysis.tables import Schema
from backlight.edits import Edit
from backlight.sql.dates import sides
from backlight.sql.improved import Held, Rewrite
from backlight.sql.kinds import kind_of
from backlight.sql.shape import COMPARISONS, Statement, leaves

WHY = "A number of the column's own type can be looked up in its index."
NOUGHTS = regex(r"^(-?\d{1,9})\.0*$")
NUMBER = regex(r"^-?\d+(?:\.\d*)?$")


def rewrite(statement: Statement, schema: Schema) -> Iterator[Rewrite | Held]:
    """Find comparisons that make the database cast a column."""
    for leaf in leaves(statement):
        if leaf.operator not in COMPARISONS:
            continue
        for left, _, right in sides(leaf):
            value = statement.text(right)
            if NUMBER.match(value) is None:
                continue
            column = statement.column(left, leaf.select, schema)
            kind = kind_of(column.type) if column is not None else ""
            whole = NOUGHTS.match(value)
            if whole is not None and kind == "integer" and statement.dialect != "mysql":
                place = statement.offset(right[0]), statement.end(right[1])
                evidence = f"`{value}` makes `{statement.text(left)}` be cast"
                yield Rewrite((Edit(*place, whole[1], WHY),), evidence)
            elif statement.dialect == "mysql" and kind == "text":
                yield Held(
                    f"`{statement.text(left)}` is a text, and compared with a number",
                    f"MySQL reads each `{statement.text(left)}` as a number then, and uses no "
                    f"index. Write '{value}' if that text is meant.",
                )
