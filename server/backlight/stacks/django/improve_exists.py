"""Ask whether a row exists instead of loading or counting all of them.

Sound where the chain is used for its truth alone: in a condition, in `not …`, or its count or
length compared with zero. Not sound where rows are locked (`select_for_update`) or the chain has a
name and its rows may be used again.
"""

from tree_sitter import Node

from backlight.analysis.facts import Project
from backlight.analysis.syntax import Source, field, text_of
from backlight.edits import Edit, change
from backlight.stacks.django.chains import STEPS, Chain
from backlight.stacks.django.queries import ROW, WRITE
from backlight.stacks.record import Improvement

UNFIT = (
    ROW
    | WRITE
    | {"exists", "raw", "iterator", "select_for_update", "in_bulk", "explain", "contains"}
)
CONDITIONS = {
    "if_statement",
    "elif_clause",
    "while_statement",
    "conditional_expression",
    "assert_statement",
}
SOME = {(">", "0"), ("!=", "0"), (">=", "1")}
NONE = {("==", "0"), ("<", "1"), ("<=", "0")}


def improve(source: Source, chain: Chain, _project: Project) -> Improvement | None:
    """`exists()` for a chain that is only asked whether it is empty."""
    counted = chain.names[-1] == "count"
    if chain.sliced or not set(chain.names) <= STEPS or UNFIT & set(chain.names):
        return None
    at = _within_len(chain.node)
    text = source.text.slice(chain.node.start_byte, chain.node.end_byte)
    if counted:
        text = text[: text.rindex(".count")].rstrip()
    elif "count" in chain.names:
        return None
    compared = _compared(at)
    if compared is not None and (counted or at is not chain.node):
        whole, some = compared
        return _made(source, whole, f"{'' if some else 'not '}{text}.exists()", _said(chain))
    if _asked(at):
        return _made(source, at, f"{text}.exists()", _said(chain))
    return None


def _made(source: Source, node: Node, text: str, evidence: str) -> Improvement:
    edit = Edit(node.start_byte, node.end_byte, text, "One row is enough to know.")
    return Improvement(change((source.path, (edit,))), evidence)


def _said(chain: Chain) -> str:
    name = chain.model or text_of(chain.base)
    if chain.names[-1] == "count":
        return f"every `{name}` is counted to know whether there is one"
    return f"every `{name}` is loaded to know whether there is one"


def _within_len(node: Node) -> Node:
    """The `len(…)` or `bool(…)` around a chain, if there is one."""
    call = (
        node.parent.parent
        if node.parent is not None and node.parent.type == "argument_list"
        else None
    )
    function = field(call, "function")
    fits = function is not None and text_of(function) in {"len", "bool"}
    return (
        call
        if fits and call is not None and len(call.named_children[-1].named_children) == 1
        else node
    )


def _compared(node: Node) -> tuple[Node, bool] | None:
    """The comparison with zero that a number stands in, and whether it means some."""
    above = node.parent
    if above is None or above.type != "comparison_operator" or above.named_child_count != 2:
        return None
    if above.named_children[0] != node:
        return None
    sign = (text_of(above.children[1]), text_of(above.named_children[1]))
    return (above, sign in SOME) if sign in SOME | NONE else None


def _asked(node: Node) -> bool:
    """Whether a value is used for its truth alone."""
    if node.type == "call" and text_of(field(node, "function") or node) == "bool":
        return True
    above = node.parent
    while above is not None and above.type in {
        "parenthesized_expression",
        "boolean_operator",
        "not_operator",
    }:
        if above.type == "not_operator":
            return True
        node, above = above, above.parent
    if above is None or above.type not in CONDITIONS:
        return False
    if above.type == "conditional_expression":
        return above.named_children[1] == node
    if above.type == "assert_statement":
        return above.named_children[0] == node
    return field(above, "condition") == node
