"""`CAST(col AS date) = d` becomes a range of `col`, which an index can serve.

Sound where `col` is known to be a date or a timestamp and `d` is a day that is written out; for a
parameter it is sound where the parameter can be said twice (`$1`, `:d`) or need be said once only.
A text column is compared as text, and is left alone; so is a date in PostgreSQL, which drops a cast
of what is a date already and finds the index.
"""

from collections.abc import Iterator

from backlight.analysis.tables import Schema
from backlight.edits import Edit
from backlight.sql.dates import Range, between, call, compared, period, sides, written
from backlight.sql.improved import Held, Rewrite
from backlight.sql.kinds import kind_of
from backlight.sql.shape import Leaf, Statement, leaves

WHY = "Compare the column itself: an index on it can be used."


def rewrite(statement: Statement, schema: Schema) -> Iterator[Rewrite | Held]:
    """Find casts to a day on the side of the column."""
    for leaf in leaves(statement):
        for left, operator, right in sides(leaf):
            column = cast(statement, left)
            if column is None or operator not in {"=", "<", ">", "<=", ">="}:
                continue
            evidence = f"`{statement.text(left)}` hides the index"
            found = statement.column(column, leaf.select, schema)
            kind = kind_of(found.type) if found is not None else ""
            name = statement.text(column)
            if kind == "date" and statement.dialect == "postgres":
                continue  # PostgreSQL drops the cast, and hides nothing
            if kind not in {"date", "timestamp", "timestamptz"}:
                yield Held(evidence, unknown(name))
                continue
            text = _said(statement, leaf, name, operator, right)
            if text is None:
                yield Held(
                    evidence,
                    f"Only a day that is written out, or a parameter that can be "
                    f"named twice, can take the place of `{statement.text(left)}`.",
                )
                continue
            at = statement.offset(leaf.start), statement.end(leaf.end)
            yield Rewrite((Edit(*at, text, WHY),), evidence)


def unknown(name: str) -> str:
    """Why nothing is done for a column of unknown type."""
    return (
        f"The type of `{name}` is not known, so a range could compare something else; add the "
        "table's DDL or model to the project."
    )


def cast(statement: Statement, span: Range) -> Range | None:
    """The column in `CAST(col AS date)`, `col::date` or `DATE(col)`; a literal is none."""
    found = _cast(statement, span)
    kinds = {statement.words[n].kind for n in range(*found)} if found is not None else set()
    return None if {"text", "placeholder"} & kinds else found


def _cast(statement: Statement, span: Range) -> Range | None:
    start, end = statement.inner(span)
    if end - start > 2 and statement.lower[end - 2 : end] == ["::", "date"]:
        return statement.inner((start, end - 2))
    found = call(statement, span)
    if found is None:
        return None
    name, arguments = found
    if name == "date" and len(arguments) == 1:
        return arguments[0]
    first, last = arguments[0]
    if name == "cast" and statement.lower[last - 2 : last] == ["as", "date"]:
        return statement.inner((first, last - 2))
    return None


def _said(statement: Statement, leaf: Leaf, column: str, operator: str, right: Range) -> str | None:
    day = written(statement, right)
    if day is not None:
        bounds = period("day", day[0])
        if bounds is None:
            return None
        texts = f"{day[1]}'{bounds[0]}'", f"{day[1]}'{bounds[1]}'"
        return compared(statement, leaf, column, operator, texts)
    start, end = statement.inner(right)
    if end - start != 1 or statement.words[start].kind != "placeholder":
        return None
    mark = statement.words[start].text
    if statement.dialect != "postgres" or mark == "?":
        return None
    first = f"CAST({mark} AS date)"
    after = f"{first} + INTERVAL '1 day'"
    if operator == "=":
        again = mark not in {"%s", "?"}
        return between(statement, leaf, column, first, after) if again else None
    return compared(statement, leaf, column, operator, (first, after))
