"""What a subquery that is tied to the query around it must be like to be taken out of it."""

from dataclasses import dataclass

from backlight.analysis.tables import Schema
from backlight.sql.conditions import conjuncts
from backlight.sql.dates import Range
from backlight.sql.shape import Select, Statement, leaves

AGGREGATES = frozenset({"max", "min", "sum", "avg", "count"})


@dataclass(frozen=True, slots=True)
class Tie:
    """The equality that ties a subquery to the query around it."""

    inner: Range
    """The column of the subquery."""
    outer: Range
    """The column of the query around it."""
    outside: str
    """The alias of the outer table."""
    others: tuple[Range, ...]
    """The other conditions of the subquery; they speak of it alone."""


def aliases(statement: Statement, span: Range) -> set[str]:
    """The aliases that are said in a range."""
    lower = statement.lower
    return {lower[n].strip('"`') for n in range(*span) if lower[n + 1 : n + 2] == ["."]}


def aggregate(statement: Statement, inner: Select) -> str:
    """The one aggregate that a subquery gives, maybe with a factor; empty if it is not one."""
    start, end = inner.clauses["select"]
    words = [n for n in range(start, end) if statement.lower[n] in AGGREGATES]
    if len(words) != 1 or statement.lower[words[0] + 1 : words[0] + 2] != ["("]:
        return ""
    outside = set(range(start, words[0]))
    outside |= set(range(statement.close.get(words[0] + 1, end) + 1, end))
    plain = all(statement.words[n].kind == "number" or statement.lower[n] == "*" for n in outside)
    return statement.lower[words[0]] if plain else ""


def tie(statement: Statement, inner: Select, outer: Select) -> Tie | None:
    """The one equality of a subquery of one table and one aggregate with the query around it."""
    if set(inner.clauses) != {"select", "from", "where"} or len(inner.tables) != 1:
        return None
    mine = inner.tables[0].alias.lower()
    theirs = {table.alias.lower() for table in outer.tables}
    if not inner.tables[0].name or mine in theirs or not aggregate(statement, inner):
        return None
    if aliases(statement, inner.clauses["select"]) - {mine}:
        return None
    parts = conjuncts(statement, inner.clauses["where"])
    ties = [part for part in parts if aliases(statement, part) != {mine}]
    others = tuple(part for part in parts if part not in ties)
    if len(ties) != 1 or aliases(statement, ties[0]) - {mine} - theirs:
        return None
    if any("select" in statement.lower[slice(*part)] for part in parts):
        return None
    return _equality(statement, ties[0], mine, others)


def _equality(
    statement: Statement, span: Range, mine: str, others: tuple[Range, ...]
) -> Tie | None:
    """`o.c = c.id`, either way around."""
    start, end = span
    lower = statement.lower[start:end]
    if end - start != 7 or lower[1] != "." or lower[3] != "=" or lower[5] != ".":
        return None
    left, right = (start, start + 3), (start + 4, end)
    if lower[0] == mine:
        return Tie(left, right, lower[4], others)
    return Tie(right, left, lower[0], others)


def few(statement: Statement, outer: Select, schema: Schema) -> bool:
    """Whether a query reads few rows: it is limited, or finds them by a unique column."""
    if {"limit", "fetch"} & set(outer.clauses):
        return True
    for leaf in leaves(statement):
        if leaf.select is not outer or leaf.operator not in {"=", "in"} or leaf.negated:
            continue
        if any(statement.words[n].kind in {"name", "quoted"} for n in range(*leaf.right)):
            continue
        column = statement.column(leaf.left, outer, schema)
        if column is not None and (column.unique or column.primary_key):
            return True
    return False
