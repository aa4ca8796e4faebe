"""`col::text = '42'` becomes `col = 42`, which an index can serve.

Sound where `col` is known to be a whole number and the text is a number as the database writes it,
or `col` is a date and the text a day in ISO form.
"""

from collections.abc import Iterator
from re import compile as regex

from backlight.analysis.tables import Schema
from backlight.edits import Edit
from backlight.sql.dates import Range, call, sides, written
from backlight.sql.improved import Held, Rewrite
from backlight.sql.kinds import kind_of
from backlight.sql.rewrites.cast_to_day import WHY, unknown
from backlight.sql.shape import Statement, leaves

NUMBER = regex(r"^'(0|-?[1-9]\d{0,17})'$")
DAY = regex(r"^'\d{4}-\d\d-\d\d'$")


def rewrite(statement: Statement, schema: Schema) -> Iterator[Rewrite | Held]:
    """Find equalities of a column that is cast to text."""
    for leaf in leaves(statement):
        for left, operator, right in sides(leaf):
            span = _cast(statement, left)
            value = statement.text(right)
            if span is None or operator not in {"=", "<>", "!="}:
                continue
            if not NUMBER.match(value) and not DAY.match(value):
                continue
            evidence = f"`{statement.text(left)}` hides the index"
            column = statement.column(span, leaf.select, schema)
            kind = kind_of(column.type) if column is not None else ""
            notes: tuple[str, ...] = ()
            name = statement.text(span)
            if kind == "integer" and NUMBER.match(value):
                text = f"{name} {operator} {value[1:-1]}"
            elif kind == "date" and written(statement, right) is not None:
                text = f"{name} {operator} {value}"
                notes = ("Dates are taken to be written in ISO form (DateStyle ISO).",)
            else:
                if not kind:
                    yield Held(evidence, unknown(name))
                continue
            at = statement.offset(leaf.start), statement.end(leaf.end)
            yield Rewrite((Edit(*at, text, WHY),), evidence, notes)


def _cast(statement: Statement, span: Range) -> Range | None:
    start, end = statement.inner(span)
    texts = {"text", "varchar"}
    if end - start > 2 and statement.lower[end - 2] == "::" and statement.lower[end - 1] in texts:
        return statement.inner((start, end - 2))
    found = call(statement, span)
    if found is not None and found[0] == "cast":
        first, last = found[1][0]
        if statement.lower[last - 2] == "as" and statement.lower[last - 1] in texts:
            return statement.inner((first, last - 2))
    return None
