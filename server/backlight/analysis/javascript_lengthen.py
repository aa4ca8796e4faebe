"""Strings that are put together step by step: `path += "/more"`, also where a test holds."""

from tree_sitter import Node

from backlight.analysis.javascript_expressions import value
from backlight.analysis.javascript_facts import Module, above
from backlight.analysis.javascript_values import Unknown, Value, When, dotted, joined
from backlight.analysis.syntax import text_of

THROUGH = {"parenthesized_expression", "expression_statement", "statement_block"}
"""What may stand between a test and what is done behind it."""


def lengthen(found: Module, scope: str, node: Node) -> None:
    """Note what `path += "/more"` puts at the end of a variable, behind the test before it."""
    name = dotted(value(node.child_by_field_name("left")))
    operator = node.child_by_field_name("operator")
    if not name or "." in name or operator is None or text_of(operator) != "+=":
        return
    home = next((p for p in above(scope) if f"{p}{name}" in found.values), None)
    if home is None:
        return
    more, test = value(node.child_by_field_name("right")), _test(node)
    more = When(test, more) if test is not None else more
    found.values[f"{home}{name}"] = joined([found.values[f"{home}{name}"], more])


def _test(node: Node) -> Value | None:
    """What `test ? (it) : null`, `test && (it)` or `if (test) it` asks before an expression."""
    at, above_ = node, node.parent
    while above_ is not None and above_.type in THROUGH:
        at, above_ = above_, above_.parent
    if above_ is None:
        return None
    if above_.type in {"if_statement", "ternary_expression"}:
        then = above_.child_by_field_name("consequence")
        return value(above_.child_by_field_name("condition")) if then == at else Unknown("")
    if above_.type == "binary_expression":
        return value(above_.child_by_field_name("left"))
    return None
