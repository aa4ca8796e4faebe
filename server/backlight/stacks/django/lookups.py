"""Conditions of Django's chains as SQL: `author__name__icontains="x"` → a join and a comparison.

Only keys that stand in the model itself are followed; collections, expressions and lookups of
libraries are not certain.
"""

from dataclasses import dataclass

from tree_sitter import Node

from backlight.analysis.facts import Project
from backlight.analysis.python_expressions import parts, string
from backlight.analysis.quoting import quoted
from backlight.analysis.syntax import field, text_of
from backlight.stacks.django.fields import FORWARD, Field
from backlight.stacks.django.models import table_name
from backlight.stacks.django.registry import Known, find
from backlight.stacks.python_bound import bound, literal, several
from backlight.stacks.statement import Select, Uncertain, named, place

COMPARED = {"exact": "=", "gt": ">", "gte": ">=", "lt": "<", "lte": "<="}
LIKE = {
    "contains": ("%", "%"),
    "startswith": ("", "%"),
    "endswith": ("%", ""),
}
PARTS = {"month", "day", "hour", "minute", "second", "week"}
LOOKUPS = {*COMPARED, "iexact", "in", "isnull", "range", "date", "year", *PARTS}
LOOKUPS |= {*LIKE, *(f"i{name}" for name in LIKE)}


@dataclass(slots=True)
class Place:
    """A column that a condition is about, and what is left to do with it."""

    column: str
    nullable: bool
    lookups: list[str]
    kind: str = ""
    """The class of its field, if that is written down."""


def condition(select: Select, project: Project, known: Known, argument: Node) -> str:
    """One keyword argument, or a `Q(…)`, as SQL."""
    if argument.type == "keyword_argument":
        name, value = field(argument, "name"), field(argument, "value")
        if name is None or value is None:
            raise Uncertain
        at = reached(select, project, known, text_of(name), outer=False)
        return compared(at, value)
    if argument.type == "parenthesized_expression":
        return condition(select, project, known, argument.named_children[0])
    if argument.type == "call" and text_of(field(argument, "function") or argument) in {
        "Q",
        "models.Q",
    }:
        given = parts(argument.child_by_field_name("arguments") or argument)
        found = [condition(select, project, known, one) for one in given]
        return found[0] if len(found) == 1 else f"({' AND '.join(found)})" if found else _unsure()
    sign = field(argument, "operator")
    left, right = field(argument, "left"), field(argument, "right")
    if argument.type != "binary_operator" or left is None or right is None or sign is None:
        raise Uncertain
    word = {"|": "OR", "&": "AND"}.get(text_of(sign)) or _unsure()
    before = len(select.joins)
    both = [condition(select, project, known, side) for side in (left, right)]
    if len(select.joins) > before and word == "OR":
        raise Uncertain  # one side may be without a partner
    return f"({both[0]} {word} {both[1]})"


def _unsure() -> str:
    raise Uncertain


def reached(select: Select, project: Project, known: Known, path: str, *, outer: bool) -> Place:
    """The column at the end of a path of keys; tables on the way are joined."""
    names = path.split("__")
    table, way, nullable = select.table, "", False
    while names:
        name = names.pop(0)
        one = known.fields.get(name)
        if one is None or one.kind not in FORWARD:
            column, may = _column(known, name)
            kind = one.kind if one is not None else ""
            return Place(f"{table}.{named(column)}", nullable or may, _left(names), kind)
        nullable = nullable or one.says("null")
        if not names or names[0] in LOOKUPS:
            return Place(f"{table}.{named(one.column)}", nullable, _left(names))
        other = find(project, known.name if one.target == "self" else one.target.rpartition(".")[2])
        if other is None or not other.complete or one.call.keyword("to_field") is not None:
            raise Uncertain
        key = key_of(other)
        if names[0] in {key, "pk"}:
            return Place(f"{table}.{named(one.column)}", nullable, _left(names[1:]))
        way = f"{way}.{name}"
        start, column = table, named(one.column)
        table = select.join(
            way,
            table_name(other.said, other.one),
            (key, f"{start}.{column}"),
            outer=outer and nullable,
        )
        known = other
    raise Uncertain


def key_of(known: Known) -> str:
    """The column of a model's primary key."""
    keys = [one.column for one in known.fields.values() if one.says("primary_key")]
    return keys[0] if keys else "id"


def _column(known: Known, name: str) -> tuple[str, bool]:
    one: Field | None = known.fields.get(name)
    if one is not None and one.column:
        return one.column, one.says("null")
    if name in {"pk", key_of(known)}:
        return key_of(known), False
    key = known.fields.get(name.removesuffix("_id"))
    if name.endswith("_id") and key is not None and key.kind in FORWARD:
        return key.column, key.says("null")
    if name in known.one.lent:
        return name, name == "last_login"
    raise Uncertain


def _left(names: list[str]) -> list[str]:
    if not set(names) <= LOOKUPS:
        raise Uncertain
    return names


def compared(at: Place, value: Node) -> str:
    """A column compared with a value, as Django writes it for PostgreSQL."""
    column, lookups = at.column, list(at.lookups)
    if lookups and lookups[0] in {"date", *PARTS}:
        part = lookups.pop(0)
        column = f"({column})::date" if part == "date" else f"EXTRACT({part.upper()} FROM {column})"
    how = lookups[0] if lookups else "exact"
    if how == "year":
        return _of_year(at, lookups[1:], value)
    if len(lookups) > 1 or how in PARTS | {"date"}:
        raise Uncertain
    return _of_one(Place(column, at.nullable, [], at.kind), how, value)


def _of_one(at: Place, how: str, value: Node) -> str:
    """A column, or what was taken of it, compared in one way."""
    column = at.column
    if value.type == "none" and how in {"exact", "iexact"}:
        return f"{column} IS NULL"
    if how == "isnull":
        said = literal(value)
        return f"{column} IS {'' if said == 'TRUE' else 'NOT '}NULL" if said else _unsure()
    if how == "in":
        return f"{column} IN ({several(value)})"
    if how == "range":
        ends = parts(value) if value.type in {"tuple", "list"} else []
        if len(ends) != 2:
            raise Uncertain
        return f"{column} BETWEEN {bound(ends[0])} AND {bound(ends[1])}"
    if how not in COMPARED:
        return _alike(column, how, value)
    if how == "exact" and at.kind == "BooleanField" and value.type in {"true", "false"}:
        return column if value.type == "true" else f"NOT {column}"
    return f"{column} {COMPARED[how]} {bound(value)}"


def _alike(column: str, how: str, value: Node) -> str:
    """The lookups that look into a text."""
    blind = how.startswith("i")
    if how == "iexact":
        return f"UPPER({column}::text) = UPPER({bound(value)})"
    before, after = LIKE[how.removeprefix("i")]
    text = string(value) if value.type == "string" else None
    if text is not None:
        escaped = text.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
        said = quoted(f"{before}{escaped}{after}")
    else:
        bound(value)
        said = f"'{before}{place(text_of(value))}{after}'"
    return f"UPPER({column}::text) LIKE UPPER({said})" if blind else f"{column}::text LIKE {said}"


def _of_year(at: Place, lookups: list[str], value: Node) -> str:
    """Django turns a year into its first and last moment itself."""
    year = literal(value)
    if lookups or at.lookups[0] != "year" or year is None or not year.isdigit():
        raise Uncertain
    first, last = ("", "") if at.kind == "DateField" else (" 00:00:00", " 23:59:59.999999")
    return f"{at.column} BETWEEN '{year}-01-01{first}' AND '{year}-12-31{last}'"
