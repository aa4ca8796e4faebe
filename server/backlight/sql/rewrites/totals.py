"""A subquery that is one total of some rows, whatever is around it."""

from dataclasses import dataclass

from backlight.analysis.queries_words import named
from backlight.analysis.tables import Schema
from backlight.sql.conditions import Range, conjuncts
from backlight.sql.parts import bound, items, levels
from backlight.sql.rewrites.inlined_with import STEADY, UNSTEADY
from backlight.sql.shape import Select, Statement

TOTALS = named("count sum avg min max stddev stddev_samp variance var_samp")
AROUND = named("in exists any all some array from join lateral union except intersect as over not")
"""Before a subquery that may be more than a value, or is one for a reason of its own."""
PLAIN = ({"select", "from"}, {"select", "from", "where"})


@dataclass(frozen=True, slots=True)
class Total:
    """One subquery that is a total."""

    at: Range
    """Its words, parentheses included."""
    source: str
    """What it reads, as it is written."""
    value: Range
    parts: tuple[Range, ...]
    """Its conditions, all of which must hold."""


def total(statement: Statement, select: Select, schema: Schema) -> Total | None:
    """The total that a subquery is; `None` where that is not sure."""
    start, end = select.start - 1, select.end + 1
    if start < 1 or statement.close.get(start) != end - 1 or not _value(statement, select):
        return None
    source, value = select.clauses["from"], select.clauses["select"]
    where = select.clauses.get("where", (0, 0))
    if not _known(statement, select, schema) or not calls(statement, value):
        return None
    if len(items(statement, value)) != 1:
        return None
    if bound(statement, source) or (bound(statement, where) and not _once(statement, value)):
        return None
    for span in (value, where, source):
        if not _steady(statement, span):
            return None
    for span in (value, where):
        of = levels(statement, span, select, schema) if not _held(statement, span) else None
        if of is None or "outer" in of:
            return None
    parts = tuple(conjuncts(statement, where)) if where[1] else ()
    return Total((start, end), statement.text(source), value, parts)


def _once(statement: Statement, value: Range) -> bool:
    """Whether a condition moves to one place, and no parameter by position comes behind it."""
    return len(calls(statement, value)) == 1 and not bound(statement, value)


def _known(statement: Statement, select: Select, schema: Schema) -> bool:
    """Whether it reads tables of the schema alone, which can be read from anywhere."""
    names = [table.name for table in select.tables]
    return bool(names) and all(
        name and name.lower() not in statement.ctes and schema.table(name) is not None
        for name in names
    )


def _value(statement: Statement, select: Select) -> bool:
    """Whether it stands for a value, and gives no column of a list its name."""
    start, outer = select.start - 1, select.outer
    if outer is None or set(select.clauses) not in PLAIN or statement.lower[start - 1] in AROUND:
        return False
    first, last = outer.clauses.get("from", (0, 0))
    if first <= start < last:
        return False
    first, last = outer.clauses.get("select", (0, 0))
    listed = first <= start < last and statement.lower[start - 1] in {"select", ",", "distinct"}
    return not listed or statement.lower[select.end + 1 : select.end + 2] == ["as"]


def _held(statement: Statement, span: Range) -> bool:
    """Whether a part of it is known only when the program runs."""
    return any(statement.words[n].kind == "hole" for n in range(*span))


def calls(statement: Statement, value: Range) -> list[int]:
    """The words at which aggregates close: behind each of them stands its FILTER."""
    lower = statement.lower
    return [
        statement.close[n + 1]
        for n in range(value[0], value[1] - 1)
        if lower[n] in TOTALS and lower[n + 1] == "(" and n + 1 in statement.close
    ]


def _steady(statement: Statement, span: Range) -> bool:
    """Whether it asks nothing further, divides nothing, and gives the same for the same."""
    said = statement.lower[span[0] : span[1]]
    if (UNSTEADY | {"select", "/", "%", "filter", "within"}) & set(said) - {"now"}:
        return False
    called = (said[n - 1] for n in range(1, len(said)) if said[n] == "(")
    names = (word for word in called if word[:1].isalpha() or word[:1] in {'"', "_"})
    return all(word in STEADY or word == "now" for word in names)
