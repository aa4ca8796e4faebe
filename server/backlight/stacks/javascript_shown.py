"""What becomes of the rows of a read in JavaScript: answered as they are, or one by one."""

from tree_sitter import Node

from backlight.analysis.javascript_expressions import FUNCTIONS
from backlight.analysis.syntax import ancestors, descendants, field, text_of

ANSWERS = frozenset({"json", "send", "jsonp", "success", "ok"})
CARRIES = frozenset(
    {"pair", "object", "array", "parenthesized_expression", "await_expression", "as_expression"}
)
"""What holds rows on their way, and leaves them as they are."""


def whole(read: Node, *, returned: bool = False) -> str:
    """Why more is done with the rows of a read than to answer them; empty where a page will do.

    Where a function answers by what it returns, rows may be returned as well.
    """
    top, above = read, read.parent
    while above is not None and above.type in CARRIES:
        top, above = above, above.parent
    if above is None or above.type != "variable_declarator":
        return "" if _answered(read, returned=returned) else _said(top)
    name = field(above, "name")
    if name is None or name.type != "identifier":
        return "The rows are taken apart where they are read; ask the agent."
    around = next((one for one in ancestors(above) if one.type in FUNCTIONS), None)
    if around is None:
        return "The rows are read once for all requests."
    every = descendants(around, "identifier", "shorthand_property_identifier")
    uses = [one for one in every if text_of(one) == text_of(name) and one != name]
    other = next((one for one in uses if not _answered(one, returned=returned)), None)
    if other is not None:
        return _said(other)
    return "" if uses else "The rows are not answered here."


def _answered(node: Node, *, returned: bool) -> bool:
    """Whether rows stand where they are answered, as they are or each of them mapped."""
    at, above = node, node.parent
    while above is not None:
        if above.type == "member_expression" and field(above, "object") == at:
            call = above.parent
            if text_of(field(above, "property") or above) != "map" or call is None:
                return False
            at, above = call, call.parent
            continue
        if above.type == "return_statement":
            return returned
        if above.type == "unary_expression":
            return text_of(above).startswith("!")  # it is asked whether there are rows at all
        if above.type == "arguments":
            called = field(above.parent, "function", "property")
            return called is not None and text_of(called) in ANSWERS
        if above.type not in CARRIES:
            return False
        at, above = above, above.parent
    return False


def _said(node: Node) -> str:
    """What is done with the rows, as the line that it stands in."""
    last = node
    for above in ancestors(node):
        if above.type in {"statement_block", "program"}:
            break
        last = above
    line = text_of(last).split("\n")[0].replace("`", "'")
    short = line if len(line) <= 60 else f"{line[:58]} …"
    return f"More is done with the rows than to answer them (`{short}`); ask the agent."
