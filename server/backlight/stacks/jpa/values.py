"""Values of Java code in a statement: literals as they are, all else a place to bind it."""

from tree_sitter import Node

from backlight.analysis.java_expressions import string
from backlight.analysis.quoting import quoted
from backlight.analysis.syntax import text_of
from backlight.stacks.statement import Uncertain, place

NAMES = {"identifier", "field_access", "method_invocation", "binary_expression", "array_access"}


def bound(node: Node) -> str:
    """A value in a statement; raises `Uncertain` for what is none."""
    if node.type in {"decimal_integer_literal", "decimal_floating_point_literal"}:
        return text_of(node).replace("_", "").rstrip("lLdDfF")
    if node.type in {"true", "false"}:
        return node.type.upper()
    if node.type == "string_literal":
        return quoted(string(node))
    if node.type not in NAMES:
        raise Uncertain(f"what `{text_of(node)[:40]}` is stands fast only when it runs")
    return place(text_of(node))
