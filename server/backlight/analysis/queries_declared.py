"""Which variable a name is where it is read: blocks of Go, JavaScript and Java have their own."""

from bisect import bisect_left
from functools import lru_cache

from tree_sitter import Node

from backlight.analysis.queries_host import Binding
from backlight.analysis.queries_words import named
from backlight.analysis.syntax import ancestors

DECLARES = named("short_var_declaration var_spec const_spec resource enhanced_for_statement")
"""What makes a variable, whatever its block has around it."""
BLOCKS = named(
    "block statement_block constructor_body if_statement for_statement for_in_statement"
    " enhanced_for_statement expression_switch_statement type_switch_statement expression_case"
    " default_case type_case communication_case switch_body switch_block_statement_group"
    " try_with_resources_statement"
)
"""What a variable is gone behind."""
BODIES = named(
    "function_declaration method_declaration func_literal function_expression arrow_function"
    " method_definition generator_function generator_function_declaration lambda_expression"
    " constructor_declaration source_file program"
)
"""What has the names of its parameters, and of all that no block in it declares anew."""


MANY = 100
"""Ways to get a value that are looked at before and behind a place; a name that is given one more
often than twice that in one function is followed no further."""


def near(found: tuple[Binding, ...], at: Node) -> tuple[Binding, ...]:
    """The ways to get a value that stand nearest to a place, of a name that has many."""
    if len(found) <= 2 * MANY:
        return found
    here = bisect_left(found, at.start_byte, key=lambda one: one.at.start_byte)
    return found[max(0, here - MANY) : here + MANY]


def meant(found: tuple[Binding, ...], at: Node) -> tuple[Binding, ...]:
    """The ways to get a value of the one variable that a name is at a place.

    What an inner block declares is another variable of the same name: what that is given says
    nothing of the outer one, nor the other way round.
    """
    declared = [(one.at.end_byte, block.end_byte) for one in found if (block := _block(one.at))]
    if not declared:
        return found
    own = _block(at)  # What declares the name means the variable that it makes
    mine = own.end_byte if own is not None else _around(at.start_byte, declared)
    return tuple(one for one in found if _owner(one, declared) == mine)


def _owner(one: Binding, declared: list[tuple[int, int]]) -> int | None:
    block = _block(one.at)
    return block.end_byte if block is not None else _around(one.at.start_byte, declared)


def _around(place: int, declared: list[tuple[int, int]]) -> int | None:
    """The end of the innermost block that has declared the name before a place."""
    return min((end for start, end in declared if start <= place < end), default=None)


@lru_cache(maxsize=4096)
def _block(at: Node) -> Node | None:
    """The inner block that a statement declares its variables in; nothing if it makes none."""
    if not _declares(at):
        return None
    for above in ancestors(at):
        if above.type in BODIES:
            return None
        if above.type in BLOCKS:
            outer = above.parent
            return above if outer is not None and outer.type not in BODIES else None
    return None


def _declares(at: Node) -> bool:
    above = at.parent
    match at.type:
        case "variable_declarator":  # `var` of JavaScript knows no blocks
            kinds = {"lexical_declaration", "local_variable_declaration"}
            return above is not None and above.type in kinds
        case "range_clause":
            return any(child.type == ":=" for child in at.children)
        case _:
            return at.type in DECLARES
