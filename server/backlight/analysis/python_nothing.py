"""Whether `None` passes through a Python function: nothing that is done with it fails."""

from collections.abc import Iterable, Iterator

from tree_sitter import Node

from backlight.analysis.python_expressions import parts
from backlight.analysis.python_locals import (
    argument_of,
    called,
    climb,
    inside,
    is_label,
    occurrences,
)
from backlight.analysis.python_vocabulary import CONVERTED
from backlight.analysis.syntax import ancestors, descendants, field, text_of

ORDERS = frozenset({"<", ">", "<=", ">="})
FAILING = frozenset(CONVERTED) - {"bool", "escape"}
FAILING |= {
    "len",
    "sum",
    "min",
    "max",
    "sorted",
    "enumerate",
    "list",
    "set",
    "tuple",
    "abs",
    "round",
}
"""Functions that take no `None`."""
HOPS = 2
"""Names that are followed, at most, from one to the next."""


def passes(function: Node, places: Iterable[Node]) -> bool:
    """Whether nothing fails where a value stands, or where a name that it is given does."""
    return not any(_fails(node) for node in _places(function, places, HOPS))


def _places(function: Node, nodes: Iterable[Node], hops: int) -> Iterator[Node]:
    for node in map(climb, nodes):
        yield node
        left = field(node.parent, "left") if node.parent is not None else None
        bound = node.parent is not None and node.parent.type == "assignment" and left != node
        if hops and bound and left is not None and left.type == "identifier":
            yield from _places(function, occurrences(function, text_of(left)), hops - 1)


def _fails(node: Node) -> bool:
    return _breaks(node) and not _asked(node)


def _breaks(node: Node) -> bool:
    """Whether what stands around a value needs one."""
    above = node.parent
    if above is None:
        return False
    match above.type:
        case "attribute" | "for_statement" | "for_in_clause" | "unary_operator":
            return True
        case "subscript":
            return above.child_by_field_name("value") == node
        case "binary_operator":
            sign, left = field(above, "operator"), field(above, "left")
            fills = sign is not None and text_of(sign) == "%" and left != node
            return not (fills and left is not None and "string" in left.type)
        case "comparison_operator":
            signs = {child.type for child in above.children if not child.is_named}
            searched = signs & {"in", "not in"} and above.named_children[0] != node
            return bool(signs & ORDERS or searched)
        case "argument_list":
            call = argument_of(node)
            last = called(call).rpartition(".")[2] if call is not None else ""
            return last in FAILING and parts(above)[:1] == [node]
        case _:
            return False


def _asked(node: Node) -> bool:
    """Whether a value is used only where a condition has looked at it: `if x: x.strip()`."""
    for above in ancestors(node):
        if above.type in {"function_definition", "module"}:
            return False
        condition = _condition(above)
        if condition is not None and not inside(node, condition) and _looks_at(condition, node):
            return True
    return False


def _looks_at(condition: Node, node: Node) -> bool:
    said = text_of(node)
    same = (one for one in descendants(condition, node.type) if text_of(one) == said)
    return any(not is_label(one) for one in same)


def _condition(above: Node) -> Node | None:
    match above.type:
        case "if_statement" | "elif_clause" | "while_statement":
            return field(above, "condition")
        case "conditional_expression":
            return above.named_children[1]
        case "boolean_operator":
            return field(above, "left")
        case _:
            return None
