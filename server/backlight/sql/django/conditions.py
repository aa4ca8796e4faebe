"""Conditions and expressions of Django that indexes and checks have, as PostgreSQL says them."""

from collections.abc import Callable

from backlight.analysis.python_values import Call, Literal, Name, Unknown, Value
from backlight.analysis.quoting import ident
from backlight.sql.django.fields import literal
from backlight.sql.django.values import items, last, text, true
from backlight.sql.written import Untold

COMPARES = {"": "=", "exact": "=", "gt": ">", "gte": ">=", "lt": "<", "lte": "<="}
FUNCTIONS = {"Lower": "lower", "Upper": "upper", "Trim": "btrim", "Length": "length"}
Named = Callable[[str], str]


def condition(said: Value | None, named: Named) -> str:
    """A `Q(…)` of plain comparisons; raises `Untold` for what is put together in another way."""
    if not isinstance(said, Call) or last(said) != "Q":
        raise Untold("a condition is known only when it runs")
    parts = [
        _pair(text(items(one)[0]), items(one)[1], named)
        for one in said.args
        if len(items(one)) == 2
    ]
    parts += [condition(one, named) for one in said.args if isinstance(one, Call)]
    given = [pair for pair in said.named if not pair[0].startswith("_")]
    parts += [_pair(name, value, named) for name, value in given]
    if not parts or len(parts) != len(said.args) + len(given):
        raise Untold(f"the condition in line {said.line} is known only when it runs")
    between = " OR " if said.keyword("_connector") == Literal("OR") else " AND "
    whole = f"({between.join(parts)})"
    return f"NOT {whole}" if true(said, "_negated") else whole


def expression(said: Value, named: Named) -> str:
    """A key of an index that is more than a column."""
    if isinstance(said, Literal):
        return ident(named(text(said)))
    if isinstance(said, Call):
        name = last(said)
        inner = said.argument(0, "expression") or said.argument(0, "name")
        if name == "F" and text(inner):
            return ident(named(text(inner)))
        if name == "OrderBy" and inner is not None:
            return expression(inner, named) + (" DESC" if true(said, "descending") else "")
        if name in FUNCTIONS and inner is not None and len(said.args) == 1:
            return f"({FUNCTIONS[name]}({expression(inner, named)}))"
        if isinstance(said.of, Name | Unknown) or not name:
            raise Untold(f"line {said.line} has an expression that is not read")
    raise Untold("an expression of an index is not read")


def _pair(lookup: str, value: Value, named: Named) -> str:
    field, _, way = lookup.partition("__")
    column = ident(named(field))
    if way == "isnull" and isinstance(value, Literal):
        return f"{column} IS {'' if value.value else 'NOT '}NULL"
    if way == "in" and items(value) and all(map(literal, items(value))):
        return f"{column} IN ({', '.join(map(literal, items(value)))})"
    right = (
        ident(named(text(value.argument(0, "name"))))
        if isinstance(value, Call) and last(value) == "F"
        else literal(value)
    )
    if way not in COMPARES or not right:
        raise Untold(f"the condition on `{lookup[:40]}` is not read")
    if right == "true" and not way:
        return column
    return f"NOT {column}" if right == "false" and not way else f"{column} {COMPARES[way]} {right}"
