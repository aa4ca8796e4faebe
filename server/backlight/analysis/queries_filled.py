"""What a program puts into something that holds many: `rows.append(x)`, `d["key"] = x`."""

from collections.abc import Iterator
from re import compile as regex

from tree_sitter import Node

from backlight.analysis import queries_calls as calls
from backlight.analysis.queries_host import Binding
from backlight.analysis.queries_words import named
from backlight.analysis.syntax import text_of

FILLS = named(
    "append add push unshift insert extend put set setdefault update addAll putAll offer addFirst"
    " addLast store prepend"
)
"""Methods of lists, sets and maps that put something in."""
KEYED = named("put set setdefault store")
"""Those that are told first under which key."""
PLACES = {
    "subscript": ("value", "subscript"),
    "subscript_expression": ("object", "index"),
    "member_expression": ("object", "property"),
    "attribute": ("object", "attribute"),
    "array_access": ("array", "index"),
    "index_expression": ("operand", "index"),
    "selector_expression": ("operand", "field"),
}
"""What is assigned to, by the fields that say what holds it, and under which key."""
NAME = regex(r"^(?!self$|this$|cls$)[A-Za-z_$]\w*$")
WRITTEN = regex(r"^(?:[\"'`:]?[\w.$-]+[\"'`]?)$")


def filled(node: Node) -> Iterator[tuple[str, Binding]]:
    """The name of what is filled by a statement or call, and what is put in."""
    if node.type in calls.ASSIGNS:
        yield from _assigned(node)
    elif node.type in calls.CALLS and calls.callee(node) in FILLS:
        of, given = calls.receiver(node), calls.arguments(node)
        if not given or not NAME.match(of):
            return
        keyed = calls.callee(node) in KEYED and len(given) > 1
        key = key_of(given[0]) if keyed else ""
        for value in given[-1:] if keyed or calls.callee(node) == "insert" else given:
            yield of, Binding("put", node, value, key=key)


def _assigned(node: Node) -> Iterator[tuple[str, Binding]]:
    left, right = node.child_by_field_name("left"), node.child_by_field_name("right")
    if left is not None and left.type == "expression_list" and left.named_child_count == 1:
        left = left.named_children[0]
    if left is None or right is None:
        return
    if left.type == "element_reference":
        of, key = left.named_children[0], left.named_children[-1]
    elif left.type in PLACES:
        fields = (left.child_by_field_name(name) for name in PLACES[left.type])
        found = [one for one in fields if one is not None]
        if len(found) != 2:
            return
        of, key = found
    else:
        return
    if NAME.match(text_of(of)):
        yield text_of(of), Binding("put", node, right, key=key_of(key))


def key_of(node: Node) -> str:
    """The key that an expression is, if it is written out; else nothing, and it may be any."""
    code = text_of(node)
    quoted = code[:1] in {'"', "'", "`", ":"} or node.type in WORDS
    return code.strip("\"'`:") if quoted and WRITTEN.match(code) else ""


WORDS = named(
    "property_identifier field_identifier integer number int_literal decimal_integer_literal"
)
