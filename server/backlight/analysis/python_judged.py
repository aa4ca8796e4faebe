"""Whether a Python function does nothing with a value but judge it: compare it, or ask for it."""

from collections.abc import Iterator
from re import compile as regex

from tree_sitter import Node

from backlight.analysis.python_locals import (
    argument_of,
    assignments,
    called,
    climb,
    leaves,
    occurrences,
)
from backlight.analysis.python_uses import Read
from backlight.analysis.syntax import ancestors, text_of

CONVERTS = frozenset({"int", "float", "bool", "Decimal", "UUID", "date", "datetime"})
FAILS = regex(r"\b(?:ValueError|TypeError|Exception|InvalidOperation)\b")
SIGNS = frozenset({"==", "!=", "in", "not in", "is", "is not"})
EQUAL = SIGNS - {"in", "not in"}
"""An order (`<`, `>=`) is none of them: it fails for a value of the wrong type."""


def judged(function: Node, reads: tuple[Read, ...], *, texts: bool = True) -> bool:
    """Whether every value is compared with what is allowed, or only asked for: none goes on.

    Without `texts` a value may be a list, which is in no set: being in one judges nothing.
    """
    if all(read.how == "item" for read in reads):
        return False  # It fails where the key is missing.
    places = (n for read in reads if read.how != "in" for n in _places(function, read))
    return all(_judges(n, SIGNS if texts else EQUAL) or (texts and _allowed(n)) for n in places)


def _places(function: Node, read: Read) -> Iterator[Node]:
    """Where the value of a read stands: there, or wherever the one name it is given stands."""
    node = climb(read.node)
    above = node.parent
    left = above.child_by_field_name("left") if above is not None else None
    named = above is not None and above.type == "assignment"
    if not named or left is None or len(assignments(function, text_of(left))) != 1:
        yield node
    else:
        found = list(occurrences(function, text_of(left)))
        yield from found or [node]


def _judges(node: Node, signs: frozenset[str]) -> bool:
    """`value == "on"`, `str(value) != key`, `value in ("a", "b")`, `if not value:`."""
    node = climb(node)
    call = argument_of(node)
    node = call if call is not None and called(call) == "str" else node
    above = node.parent
    while above is not None and above.type in {"not_operator", "boolean_operator"}:
        node, above = above, above.parent
    if above is None:
        return False
    if above.type in {"if_statement", "elif_clause", "while_statement"}:
        return above.child_by_field_name("condition") == node
    if above.type == "conditional_expression":
        return above.named_children[1] == node
    if above.type != "comparison_operator" or above.named_children[0] != node:
        return False
    return _signs(above) <= signs


def _allowed(place: Node) -> bool:
    """`if theme in ("light", "dark"): use(theme)`, or a way out for all that is not in the list."""
    if place.type != "identifier":
        return False
    for node in ancestors(place):
        above = node.parent
        branch = above is not None and above.type == "if_statement"
        then = above.child_by_field_name("consequence") if above is not None and branch else None
        if above is not None and then == node and _lists(above, place, {"in"}):
            return True
        if above is not None and above.type == "block":
            before = (n for n in above.named_children if n.end_byte <= node.start_byte)
            if any(_leaves_without(n, place) for n in before if n.type == "if_statement"):
                return True
    return False


def _leaves_without(statement: Node, place: Node) -> bool:
    block = statement.child_by_field_name("consequence")
    return block is not None and leaves(block) and _lists(statement, place, {"not in"})


def _lists(statement: Node, place: Node, signs: set[str]) -> bool:
    """Whether a condition is that the name at a place is in a list, or not in it."""
    test = statement.child_by_field_name("condition")
    if test is None or test.type != "comparison_operator" or _signs(test) != signs:
        return False
    return text_of(test.named_children[0]) == text_of(place)


def _signs(comparison: Node) -> set[str]:
    return {child.type for child in comparison.children if not child.is_named}


def caught(read: Read) -> bool:
    """Whether a value is converted in a `try` that says what is right where it does not fit."""
    call = argument_of(climb(read.node))
    if call is None or called(call) not in CONVERTS:
        return False
    for above in ancestors(call):
        if above.type == "try_statement":
            body = above.child_by_field_name("body")
            inside = body is not None and body.start_byte <= call.start_byte < body.end_byte
            clauses = [n for n in above.children if n.type == "except_clause"]
            heads = (text_of(n).partition(":")[0] for n in clauses)
            return inside and any(head == "except" or FAILS.search(head) for head in heads)
        if above.type == "function_definition":
            return False
    return False
