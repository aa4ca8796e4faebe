"""The object or list behind a name in JavaScript, made once and then left as it is.

`const where = { id }; if (deep) where.depth = 1` stands for one object or another, so for none.
"""

from re import compile as regex

from tree_sitter import Node

from backlight.analysis.javascript_expressions import FUNCTIONS
from backlight.analysis.queries_javascript_names import HOST
from backlight.analysis.queries_lookup import lookup
from backlight.analysis.syntax import ancestors, descendants, field, text_of
from backlight.stacks.javascript_calm import CHANGING

CAST = {"parenthesized_expression", "as_expression", "satisfies_expression"}
NAMES = ("identifier", "shorthand_property_identifier")
READS = regex(r"(?:^|\.)(?:find|count|exists?|get|aggregate|groupBy|log|info|debug|stringify)\w*$")
"""What is called with an object, and does not change it."""


def given(node: Node) -> Node | None:
    """The object or list behind a name; `None` where it is another on some way, or is none."""
    name = text_of(node)
    found = lookup(node, name, HOST) or ()
    value = found[0].value if len(found) == 1 and found[0].kind == "set" else None
    while value is not None and value.type in CAST and value.named_children:
        value = value.named_children[0]
    if value is None or value.type not in {"object", "array"}:
        return None
    where = next(one for one in ancestors(value) if one.parent is None or one.type in FUNCTIONS)
    mine = next(one for one in ancestors(node) if one.parent is None or one.type in FUNCTIONS)
    end = node.start_byte if where == mine else where.end_byte
    for one in descendants(where, *NAMES):
        inside = value.end_byte <= one.start_byte < end and one != node
        if inside and text_of(one) == name and _changed(one):
            return None
    return value


def _changed(name: Node) -> bool:
    """Whether what stands around a name gives the object another value, or may do so."""
    at, above = name, name.parent
    if above is None or above.type == "variable_declarator":
        return True
    if above.type == "arguments":
        called = text_of(field(above.parent, "function") or above)
        return READS.search(called) is None
    while above is not None and above.type in {"member_expression", "subscript_expression"}:
        if field(above, "object") != at:
            return False
        at, above = above, above.parent
    if above is None or above.type in {"update_expression", "augmented_assignment_expression"}:
        return True
    if above.type == "assignment_expression":
        return field(above, "left") == at
    if above.type == "unary_expression":
        return text_of(above).startswith("delete")
    method = text_of(field(at, "property") or at)
    return above.type == "call_expression" and method in CHANGING
