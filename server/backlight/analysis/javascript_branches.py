"""Whether a place in a function is reached on every path that does not refuse."""

from re import compile as regex

from tree_sitter import Node

from backlight.analysis.javascript_expressions import FUNCTIONS
from backlight.analysis.syntax import ancestors, descendants, field, text_of

CONDITIONS = {
    "if_statement": ("condition",),
    "ternary_expression": ("condition",),
    "while_statement": ("condition",),
    "switch_statement": ("value",),
    "for_statement": ("initializer", "condition"),
    "for_in_statement": ("right",),
    "switch_case": (),
    "switch_default": (),
    "catch_clause": (),
}
"""What is always reached of that which branches, where it is reached itself."""
ERRORS = regex(r"\.status\(\s*[45]|sendStatus\(\s*[45]|\bnext\(\s*[^\s)]|\bthrow\b|BAD_REQUEST")


def always(node: Node, function: Node) -> bool:
    """Whether a function cannot answer well without coming to a place in it."""
    at = node
    while at.parent is not None and at.parent != function:
        above = at.parent
        if above.type in FUNCTIONS or _branches(at, above):
            return False
        if above.type == "statement_block" and any(_leaves(n) for n in _before(at, above)):
            return False
        at = above
    return True


def guard(node: Node) -> Node:
    """The `if` whose condition a place stands in; itself if there is none."""
    return next((above for above in ancestors(node) if above.type == "if_statement"), node)


def _branches(at: Node, above: Node) -> bool:
    """Whether a part of a statement or an expression may be passed by."""
    if above.type in CONDITIONS:
        return all(field(above, name) != at for name in CONDITIONS[above.type])
    if above.type == "binary_expression" and field(above, "right") == at:
        return text_of(field(above, "operator") or above) in {"&&", "||", "??"}
    if above.type == "call_expression" and field(above, "arguments") == at:
        called = field(above, "function")
        return any(
            child.type == "optional_chain"
            for child in (*above.children, *(called.children if called is not None else ()))
        )
    return above.type == "try_statement" and field(above, "body") == at and _swallows(above)


def _swallows(statement: Node) -> bool:
    """Whether what fails in a `try` is no error to the client."""
    handler = field(statement, "handler")
    return handler is not None and ERRORS.search(text_of(handler)) is None


def _before(at: Node, block: Node) -> list[Node]:
    return [one for one in block.named_children if one.end_byte <= at.start_byte]


def _leaves(statement: Node) -> bool:
    """Whether a statement may end the function with an answer that is no error."""
    for node in descendants(statement, "return_statement"):
        inside = [a for a in ancestors(node) if a.start_byte >= statement.start_byte]
        if any(above.type in FUNCTIONS for above in inside):
            continue
        block = next((above for above in inside if above.type == "statement_block"), node)
        if ERRORS.search(text_of(block)) is None:
            return True
    return False
