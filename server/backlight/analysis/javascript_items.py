"""What stands in a list, told by the function that is called with each of it."""

from tree_sitter import Node

from backlight.analysis.facts import ValueType
from backlight.analysis.javascript_expressions import FUNCTIONS, parts
from backlight.analysis.javascript_types import METHODS, NAMED
from backlight.analysis.syntax import descendants, field, text_of


def items(call: Node | None) -> ValueType:
    """The type of the items in `tags.map((tag) => tag.trim())`, `ids.map((id: number) => …)`."""
    given = field(call, "arguments") if call is not None else None
    function = parts(given)[0] if given is not None and parts(given) else None
    if function is None or function.type not in FUNCTIONS:
        return "any"
    alone, several = field(function, "parameter"), field(function, "parameters")
    first = alone or (next(iter(parts(several)), None) if several is not None else None)
    if first is None:
        return "any"
    written = field(first, "type")
    if written is not None:
        return NAMED.get(text_of(written).lstrip(": "), "any")
    return _used(function, text_of(field(first, "pattern") or first))


def _used(function: Node, name: str) -> ValueType:
    body = field(function, "body")
    for node in descendants(body, "identifier") if body is not None else ():
        above = node.parent
        if text_of(node) != name or above is None or above.type != "member_expression":
            continue
        method, call = field(above, "property"), above.parent
        called = call is not None and call.type == "call_expression"
        if called and method is not None and METHODS.get(text_of(method)) == "string":
            return "string"
    return "any"
