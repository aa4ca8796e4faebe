"""Values of Python code in a statement: literals as they are, all else a place to bind it."""

from re import compile as regex

from tree_sitter import Node

from backlight.analysis.python_expressions import parts, string
from backlight.analysis.quoting import quoted
from backlight.analysis.syntax import field, text_of
from backlight.stacks.statement import Uncertain, place

OF_SQL = regex(
    r"^(?:F|Q|Case|When|Value|Func|Cast|Coalesce|Concat|Count|Exists|ExpressionWrapper|Greatest|"
    r"Least|Length|Lower|Upper|Max|Min|Avg|Sum|Now|OuterRef|RawSQL|Subquery|Trunc\w*|Extract\w*|"
    r"func\.\w+|text|select|literal|case|cast|exists|and_|or_|not_|column)$"
)
"""Calls that are no value but a part of a statement."""


def bound(node: Node) -> str:
    """A value in a statement: a literal, or a place named after its code."""
    plain = literal(node)
    if plain is not None:
        return plain
    if node.type in {"list_splat", "dictionary_splat", "lambda"}:
        raise Uncertain
    if node.type == "call":
        name = text_of(field(node, "function") or node)
        if name.rpartition(".")[2] in {"true", "false"} and text_of(node).endswith("()"):
            return name.rpartition(".")[2].upper()
        inside = field(node, "function", "object")
        if OF_SQL.match(name) or OF_SQL.match(name.rpartition(".")[2]) or "objects" in name:
            raise Uncertain
        if inside is not None and inside.type == "call":
            bound(inside)
    if node.type in {"binary_operator", "comparison_operator", "boolean_operator"}:
        for part in node.named_children:
            bound(part)
    return place(text_of(node))


def literal(node: Node) -> str | None:
    """A literal of Python as one of SQL; `None` if it is none."""
    if node.type in {"integer", "float"}:
        return text_of(node).replace("_", "")
    if node.type in {"true", "false", "none"}:
        return {"true": "TRUE", "false": "FALSE", "none": "NULL"}[node.type]
    if node.type == "unary_operator" and node.named_children:
        inner = literal(node.named_children[-1])
        return f"-{inner}" if inner is not None and text_of(node).startswith("-") else None
    text = string(node) if node.type == "string" else None
    return quoted(text) if text is not None else None


def several(node: Node) -> str:
    """Values for `IN (…)`."""
    if node.type in {"list", "tuple", "set"}:
        found = ", ".join(bound(one) for one in parts(node))
        if not found:
            raise Uncertain
        return found
    return bound(node)
