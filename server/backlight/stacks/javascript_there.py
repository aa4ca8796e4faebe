"""Rows that are read to see whether they are there, and of which nothing else is ever asked."""

from tree_sitter import Node

from backlight.analysis.javascript_chains import bound_name
from backlight.analysis.javascript_expressions import FUNCTIONS
from backlight.analysis.syntax import ancestors, descendants, field, span_of, text_of

EVIDENCE = "a whole row is read to see whether there is one"
WHY = "Ask whether there is one: nothing more is sent."
NAMES = ("identifier", "shorthand_property_identifier", "shorthand_property_identifier_pattern")
ASKED = {"if_statement", "while_statement", "do_statement", "ternary_expression"}
BOTH = {"&&", "||"}


def only_there(call: Node) -> bool:
    """Whether nothing is asked of what a call reads but whether it is there.

    Either the call is a condition itself, or its answer has a name that stands in nothing else.
    """
    awaited = call.parent
    if awaited is None or awaited.type != "await_expression":
        return False
    if _truth(awaited):
        return True
    name, declared = bound_name(call), awaited.parent
    if not name or declared is None or declared.type != "variable_declarator":
        return False
    statement = declared.parent
    if field(declared, "type") is not None or statement is None:
        return False
    if not text_of(statement).startswith("const ") or statement.parent is None:
        return False
    around = next((n for n in ancestors(call) if n.type in FUNCTIONS), None)
    own = field(declared, "name")
    if around is None or own is None:
        return False
    uses = [n for n in descendants(around, *NAMES) if text_of(n) == name and n != own]
    return bool(uses) and all(map(_truth, uses))


def _truth(node: Node) -> bool:
    """Whether only the truth of a value counts: `if (row)`, `!row`, `row ? 1 : 2`."""
    above = node.parent
    if above is None:
        return False
    if above.type == "unary_expression":
        return text_of(field(above, "operator") or above) == "!"
    if above.type in ASKED:
        held = field(above, "condition")
        return held is not None and span_of(held) == span_of(node)
    if above.type == "parenthesized_expression":
        return _truth(above)
    if above.type == "binary_expression":
        return text_of(field(above, "operator") or above) in BOTH and _truth(above)
    if above.type == "arguments" and above.parent is not None:
        called = field(above.parent, "function")
        return called is not None and text_of(called) == "Boolean" and above.named_child_count == 1
    return False
