"""Conditions of SQLAlchemy's chains as SQL: `User.name == name`, `or_(…)`, `User.id.in_(ids)`."""

from collections.abc import Mapping
from dataclasses import dataclass

from tree_sitter import Node

from backlight.analysis.python_expressions import parts
from backlight.analysis.syntax import field, text_of
from backlight.analysis.tables import Column, Table
from backlight.stacks.python_bound import bound, literal, several
from backlight.stacks.statement import Uncertain, named

COMPARED = {"==": "=", "!=": "!=", "<": "<", "<=": "<=", ">": ">", ">=": ">="}
LISTED = {"and_": "AND", "or_": "OR"}
JOINED = {"&": "AND", "|": "OR"}
AROUND = {
    "startswith": ("", " || '%'"),
    "endswith": ("'%' || ", ""),
    "contains": ("'%' || ", " || '%'"),
}


@dataclass(slots=True)
class Scope:
    """The models that a chain can name, as they are written, each with its table."""

    tables: Mapping[str, Table]

    def column(self, node: Node) -> tuple[str, Column] | None:
        """`User.name` as `users.name`; `None` if it is no column of theirs."""
        owner, name = field(node, "object"), field(node, "attribute")
        table = self.tables.get(text_of(owner)) if owner is not None else None
        if node.type != "attribute" or table is None or name is None:
            return None
        said = text_of(name)
        found = next((c for c in table.columns if said == (c.attribute or c.name)), None)
        return (f"{named(table.name)}.{named(found.name)}", found) if found is not None else None


def condition(scope: Scope, node: Node) -> str:
    """One argument of `where(…)` or `filter(…)`; raises `Uncertain`."""
    if node.type == "parenthesized_expression":
        return condition(scope, node.named_children[0])
    if node.type == "comparison_operator":
        return _compared(scope, node)
    if node.type == "unary_operator" and text_of(node).startswith("~"):
        return f"NOT ({condition(scope, node.named_children[-1])})"
    if node.type == "binary_operator":
        sign = field(node, "operator")
        word = JOINED.get(text_of(sign)) if sign is not None else None
        sides = field(node, "left"), field(node, "right")
        if word is None or sides[0] is None or sides[1] is None:
            raise Uncertain
        return f"({condition(scope, sides[0])} {word} {condition(scope, sides[1])})"
    if node.type == "call":
        return _called(scope, node)
    plain = scope.column(node)
    if plain is None or "bool" not in plain[1].type.lower():
        raise Uncertain
    return plain[0]


def _compared(scope: Scope, node: Node) -> str:
    if node.named_child_count != 2:
        raise Uncertain
    left, right = node.named_children
    sign = COMPARED.get(text_of(node.children[1]))
    column, other = scope.column(left), scope.column(right)
    if sign is None or column is None:
        raise Uncertain
    if right.type == "none":
        if sign not in {"=", "!="}:
            raise Uncertain
        return f"{column[0]} IS {'' if sign == '=' else 'NOT '}NULL"
    owner = field(right, "object") if right.type == "attribute" else None
    if other is None and owner is not None and text_of(owner)[:1].isupper():
        name = field(right, "attribute")
        if name is None or not text_of(name).isupper():
            raise Uncertain  # a column of a model that is not joined, as like as not
    return f"{column[0]} {sign} {other[0] if other is not None else bound(right)}"


def _called(scope: Scope, node: Node) -> str:
    """`or_(…)`, `not_(…)`, or a method of a column."""
    function = field(node, "function")
    given = parts(node.child_by_field_name("arguments") or node)
    said = text_of(function).rpartition(".")[2] if function is not None else ""
    if said in LISTED and given:
        found = [condition(scope, one) for one in given]
        return f"({f' {LISTED[said]} '.join(found)})"
    if said == "not_" and len(given) == 1:
        return f"NOT ({condition(scope, given[0])})"
    owner = field(function, "object") if function is not None else None
    column = scope.column(owner) if owner is not None else None
    if column is None or not given:
        raise Uncertain
    return _method(column[0], said, given)


def _method(column: str, said: str, given: list[Node]) -> str:
    if said == "between" and len(given) == 2:
        return f"{column} BETWEEN {bound(given[0])} AND {bound(given[1])}"
    if len(given) != 1:
        raise Uncertain
    if said in {"in_", "not_in", "notin_"}:
        return f"{column} {'IN' if said == 'in_' else 'NOT IN'} ({several(given[0])})"
    if said in {"is_", "is_not", "isnot"} and literal(given[0]) is not None:
        return f"{column} IS {'' if said == 'is_' else 'NOT '}{literal(given[0])}"
    if said in {"like", "ilike"}:
        return f"{column} {said.upper()} {bound(given[0])}"
    if said in AROUND:
        before, after = AROUND[said]
        return f"{column} LIKE {before}{bound(given[0])}{after}"
    raise Uncertain
