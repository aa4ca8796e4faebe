"""`COALESCE(col, 0) = 77` becomes `col = 77`, which an index can serve.

Sound where the comparison is false for the substitute, so that rows without a value are not meant:
both are written out and of one kind. Below a NOT it would change which rows are found, and is left
alone.
"""

from collections.abc import Iterator
from operator import eq, ge, gt, le, lt, ne

from backlight.analysis.tables import Schema
from backlight.edits import Edit
from backlight.sql.dates import Range, call, sides
from backlight.sql.improved import Held, Rewrite
from backlight.sql.rewrites.cast_to_day import WHY
from backlight.sql.shape import Statement, leaves

HOLDS = {"=": eq, "<>": ne, "!=": ne, "<": lt, ">": gt, "<=": le, ">=": ge}


def rewrite(statement: Statement, schema: Schema) -> Iterator[Rewrite | Held]:
    """Find comparisons of a column with a substitute."""
    for leaf in leaves(statement):
        for left, operator, right in sides(leaf):
            found = call(statement, left)
            if found is None or found[0] not in {"coalesce", "ifnull"} or len(found[1]) != 2:
                continue
            name = statement.text(found[1][0])
            if statement.words[found[1][0][0]].kind not in {"name", "quoted"} or "(" in name:
                continue
            evidence = f"`{statement.text(left)}` hides the index"
            if leaf.negated or not _false(statement, found[1][1], operator, right):
                continue
            text = f"{name} {operator} {statement.text(right)}"
            place = statement.offset(leaf.start), statement.end(leaf.end)
            yield Rewrite((Edit(*place, text, WHY),), evidence)
    del schema  # every rewrite is given it; this one need not ask


def _false(statement: Statement, substitute: Range, operator: str, value: Range) -> bool:
    """Whether the comparison fails for the substitute, by what is written."""
    one, other = _value(statement, substitute), _value(statement, value)
    if one is None or other is None or operator not in HOLDS:
        return False
    if isinstance(one, str) or isinstance(other, str):
        if not (isinstance(one, str) and isinstance(other, str)) or operator != "=":
            return False
        return one.strip().casefold() != other.strip().casefold()
    return not HOLDS[operator](one, other)


def _value(statement: Statement, span: Range) -> float | str | None:
    start, end = span
    negative = end - start == 2 and statement.lower[start] == "-"
    if end - start - negative != 1:
        return None
    word = statement.words[end - 1]
    if word.kind == "number":
        return -float(word.text) if negative else float(word.text)
    text = word.text
    plain = word.kind == "text" and text.startswith("'") and text.isascii() and "{" not in text
    return text[1:-1] if plain else None
