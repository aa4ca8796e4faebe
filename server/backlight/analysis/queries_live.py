"""Which of the ways in which a name got its value still count where it is read."""

from re import escape, search

from tree_sitter import Node

from backlight.analysis.queries_host import Binding
from backlight.analysis.queries_words import named
from backlight.analysis.syntax import text_of


def live(found: tuple[Binding, ...], use: Node, name: str) -> tuple[Binding, ...]:
    """The ways from the last one on that happens on every path to the place where it is read."""
    for at in range(len(found) - 1, 0, -1):
        if _certain(found[at], use, name):
            return found[at:]
    return found


def _certain(binding: Binding, use: Node, name: str) -> bool:
    """Whether an assignment comes before a place whenever that is reached, and says all anew."""
    value = binding.value
    if binding.kind != "set" or value is None or binding.at.end_byte > use.start_byte:
        return False
    if any(search(rf"(?<!\w){escape(name)}(?!\w)", text_of(one)) for one in _taken(value)):
        return False
    node = block_of(binding.at)
    return node is not None and node.start_byte <= use.start_byte < node.end_byte


def _taken(value: Node) -> list[Node]:
    """What a value may be: of a choice its branches, and not what it is made by."""
    while value.type == "parenthesized_expression" and value.named_children:
        value = value.named_children[0]
    if value.type == "conditional_expression":
        return value.named_children[::2]
    ways = (value.child_by_field_name(name) for name in ("consequence", "alternative"))
    return [one for one in ways if one is not None] or [value]


def block_of(node: Node | None) -> Node | None:
    """The block that a statement is one of; nothing for what is a part of a statement."""
    while node is not None and node.type in STATEMENTS:
        node = node.parent
    return node if node is not None and node.type in BLOCKS else None


STATEMENTS = named(
    "assignment expression_statement assignment_expression variable_declarator lexical_declaration"
    " local_variable_declaration variable_declaration short_var_declaration assignment_statement"
    " expression_list var_spec var_declaration const_spec const_declaration"
)
BLOCKS = named(
    "block module statement_block program source_file body_statement statement_list then do_block"
    " constructor_body method_declaration function_body else"
)
