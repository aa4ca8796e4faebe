"""Local names of a Python function, and where an expression of it stands."""

from collections.abc import Iterator

from tree_sitter import Node

from backlight.analysis.python_expressions import parts
from backlight.analysis.syntax import descendants, field, text_of


def occurrences(function: Node, name: str) -> Iterator[Node]:
    """Every place in a function's body where a local name is read."""
    body = function.child_by_field_name("body")
    for node in descendants(body, "identifier") if body is not None else ():
        if text_of(node) == name and not is_label(node) and not _is_target(node):
            yield node


def assignments(function: Node, name: str) -> list[Node]:
    """Every place in a function's body that binds a name."""
    body = function.child_by_field_name("body")
    found = descendants(body, "identifier") if body is not None else ()
    return [n for n in found if text_of(n) == name and _is_target(n)]


def climb(node: Node) -> Node:
    """The largest expression that is the same value: parentheses, `await`, `… or {}`."""
    above = node.parent
    while above is not None:
        if above.type not in {"parenthesized_expression", "await"} and not _or_empty(above, node):
            break
        node, above = above, above.parent
    return node


def filtered(items: Node) -> Node | None:
    """`{k: v for k, v in form.items() if …}`: the mapping, some of its keys left out."""
    clause, pattern = items.parent, field(items.parent, "left")
    whole = clause.parent if clause is not None else None
    if whole is None or pattern is None or whole.type != "dictionary_comprehension":
        return None
    pair = text_of(whole.named_children[0]).replace(":", ",")
    return whole if pair == text_of(pattern) else None


def called(call: Node) -> str:
    """The name of what is called, as it is written."""
    function = call.child_by_field_name("function")
    return text_of(function) if function is not None else ""


def always(function: Node, node: Node, floor: Node | None = None) -> bool:
    """Whether an expression is computed whenever its function (or the block `floor`) runs.

    What stands under `if request.method == …` counts as the function; of a block, it is a branch.
    """
    end = floor or function.child_by_field_name("body")
    above = node.parent
    while above is not None and node != end:
        if not _passes(node, above, methods=floor is None):
            return False
        node, above = above, above.parent
    return True


def _passes(node: Node, above: Node, *, methods: bool) -> bool:
    """Whether a part of a statement or expression is computed whenever the whole is.

    `methods`: a condition that asks for the method of the request counts as none.
    """
    match above.type:
        case "if_statement" | "elif_clause" | "while_statement":
            condition = above.child_by_field_name("condition")
            return condition == node or (methods and _asks_method(condition))
        case "for_statement":
            return above.child_by_field_name("right") == node
        case "conditional_expression":
            return above.named_children[1:2] == [node]
        case "boolean_operator":
            left = above.child_by_field_name("left")
            return left == node or (methods and _asks_method(left))
        case kind if kind.endswith("comprehension") or kind == "generator_expression":
            first = next((n for n in above.named_children if n.type == "for_in_clause"), None)
            return node == first
        case _:
            return above.type not in BRANCHES


def _asks_method(condition: Node | None) -> bool:
    return condition is not None and ".method" in text_of(condition)


BRANCHES = frozenset(
    {
        "except_clause",
        "case_clause",
        "lambda",
        "function_definition",
        "list_comprehension",
        "set_comprehension",
        "dictionary_comprehension",
        "generator_expression",
    }
)
"""What may run never, or more than once."""


def is_changed(node: Node) -> bool:
    """Whether an item or a name is assigned to or deleted."""
    above = node.parent
    if above is None or above.type == "delete_statement":
        return above is not None
    assigned = above.type in {"assignment", "augmented_assignment"}
    return assigned and above.child_by_field_name("left") == node


def leaves(statement: Node) -> bool:
    """Whether a block does nothing but end the request: return, raise, abort."""
    body = [n for n in parts(statement) if n.type != "comment"]
    return bool(body) and (
        body[-1].type in {"return_statement", "raise_statement"}
        or (body[-1].type == "expression_statement" and text_of(body[-1]).startswith("abort("))
    )


def argument_of(node: Node) -> Node | None:
    """The call that an expression is an argument of, by position or by name."""
    above = node.parent
    if above is not None and above.type in {"keyword_argument", "dictionary_splat"}:
        above = above.parent
    if above is None or above.type != "argument_list" or above.parent is None:
        return None
    return above.parent if above.parent.type == "call" else None


def _or_empty(above: Node, node: Node) -> bool:
    """`node or {}`, `node or dict()`."""
    if above.type != "boolean_operator" or above.child_by_field_name("left") != node:
        return False
    operator, right = above.child_by_field_name("operator"), above.child_by_field_name("right")
    empty = right is not None and text_of(right).replace(" ", "") in {"{}", "dict()"}
    return operator is not None and operator.type == "or" and empty


def is_label(node: Node) -> bool:
    """The name of an attribute or of a keyword argument is no local name."""
    above = node.parent
    if above is None:
        return False
    if above.type == "attribute":
        return above.child_by_field_name("attribute") == node
    return above.type == "keyword_argument" and above.child_by_field_name("name") == node


def _is_target(node: Node) -> bool:
    above = node.parent
    while above is not None and above.type in {"pattern_list", "tuple_pattern", "list_pattern"}:
        node, above = above, above.parent
    if above is None:
        return False
    if above.type in {"assignment", "augmented_assignment", "for_statement", "for_in_clause"}:
        return above.child_by_field_name("left") == node
    if above.type == "named_expression":
        return above.child_by_field_name("name") == node
    return above.type == "as_pattern_target"


def inside(node: Node, outer: Node) -> bool:
    """Whether a node stands in another, or is it."""
    return outer.start_byte <= node.start_byte and node.end_byte <= outer.end_byte
