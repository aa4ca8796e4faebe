"""`left(col, 3) = 'abc'` becomes `col LIKE 'abc%'`, which an index can serve.

Sound where the text has exactly the length that is cut, holds no wildcard, and `col` is not known
to be anything but text. SQLite's LIKE ignores case, so nothing is done there.
"""

from collections.abc import Iterator

from backlight.analysis.tables import Schema
from backlight.edits import Edit
from backlight.sql.dates import Range, call, keyword, sides
from backlight.sql.improved import Held, Rewrite
from backlight.sql.kinds import kind_of
from backlight.sql.rewrites.cast_to_day import unknown
from backlight.sql.shape import Statement, leaves

WHY = "A prefix can be looked up in an index."
NOTE = ("In PostgreSQL an index serves LIKE only in the C collation or with `text_pattern_ops`.",)


def rewrite(statement: Statement, schema: Schema) -> Iterator[Rewrite | Held]:
    """Find equalities of the start of a column."""
    for leaf in leaves(statement):
        for left, operator, right in sides(leaf):
            found = _start(statement, left)
            value = statement.text(right)
            if found is None or operator != "=" or not value.startswith("'"):
                continue
            span, count = found
            if set(value[1:-1]) & set("%_\\'{") or len(value) - 2 != count or not count:
                continue
            evidence = f"`{statement.text(left)}` hides the index"
            column = statement.column(span, leaf.select, schema)
            name = statement.text(span)
            if column is None or kind_of(column.type) != "text":
                if column is None:
                    yield Held(evidence, unknown(name))
                continue
            if statement.dialect == "sqlite" or value[-2] == " ":
                continue
            if not statement.dialect and statement.lower[statement.inner(left)[0]] == "substr":
                yield Held(evidence, "The dialect is not known, and LIKE ignores case in SQLite.")
                continue
            if "char(" in column.type.lower() and "varchar" not in column.type.lower():
                continue
            text = f"{name} {keyword(statement, 'LIKE')} {value[:-1]}%'"
            place = statement.offset(leaf.start), statement.end(leaf.end)
            yield Rewrite((Edit(*place, text, WHY),), evidence, NOTE)


def _start(statement: Statement, span: Range) -> tuple[Range, int] | None:
    """The column and the count of `left(col, n)`, `substring(col from 1 for n)` and the like."""
    found = call(statement, span)
    if found is None:
        return None
    name, arguments = found
    texts = [statement.text(one) for one in arguments]
    if name == "left" and len(texts) == 2 and texts[1].isdigit():
        return arguments[0], int(texts[1])
    if name in {"substring", "substr"} and len(texts) == 3 and texts[1] == "1":
        return (arguments[0], int(texts[2])) if texts[2].isdigit() else None
    first, last = arguments[0]
    if name == "substring" and len(texts) == 1 and last - first > 4:
        said = statement.lower[last - 4 : last]
        if said[:3] == ["from", "1", "for"] and said[3].isdigit():
            return (first, last - 4), int(said[3])
    return None
