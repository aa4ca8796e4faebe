"""What an expression of Java comes to where everything in it is written out, and what never runs.

Only literals, names that are given a value once, and operators are worked out; anything else may
be anything.
"""

from collections.abc import Callable, Iterator
from functools import lru_cache
from operator import add, eq, ge, gt, le, lt, mul, ne, sub

from tree_sitter import Node

from backlight.analysis import queries_java
from backlight.analysis.queries_words import named
from backlight.analysis.syntax import ancestors, descendants, field, text_of

Value = int | str | bool
DEPTH = 8
"""Names and calls that are followed."""
SIGNS: dict[str, Callable[..., Value]] = {
    "+": add,
    "-": sub,
    "*": mul,
    "<": lt,
    ">": gt,
    "<=": le,
    ">=": ge,
    "==": eq,
    "!=": ne,
    "/": lambda a, b: int(a / b),
    "%": lambda a, b: a - int(a / b) * b,
    "&&": lambda a, b: a and b,
    "||": lambda a, b: a or b,
}
FUNCTIONS = named("method_declaration constructor_declaration lambda_expression")


def worked_out(node: Node | None, depth: int = DEPTH) -> Value | None:
    """The number, text or truth that an expression comes to; `None` if that is not known."""
    if node is None or not depth:
        return None
    match node.type:
        case "decimal_integer_literal" | "true" | "false" | "string_literal" | "character_literal":
            return _literal(node)
        case "parenthesized_expression" | "cast_expression":
            return worked_out(node.named_children[-1], depth)
        case "binary_expression":
            return _binary(node, depth)
        case "identifier":
            return worked_out(_only_value(node), depth - 1)
        case "method_invocation":
            return _called(node, depth)
        case _:
            return None


@lru_cache(maxsize=256)
def never(node: Node) -> bool:
    """Whether a statement stands in a branch that is not taken, whatever happens."""
    below = node
    for above in ancestors(node):
        if above.type in FUNCTIONS:
            return False
        if above.type == "if_statement":
            holds = worked_out(field(above, "condition"))
            if holds is False and below == field(above, "consequence"):
                return True
            if holds is True and below == field(above, "alternative"):
                return True
        if above.type == "switch_block" and above.parent is not None:
            taken = _taken(above.parent, above)
            if taken is not None and below not in taken:
                return True
        below = above
    return False


def _literal(node: Node) -> Value | None:
    code = text_of(node)
    if node.type in {"true", "false"}:
        return code == "true"
    if node.type == "decimal_integer_literal":
        return int(code.rstrip("lL").replace("_", ""))
    return None if "\\" in code or code.startswith('"""') else code[1:-1]


def _binary(node: Node, depth: int) -> Value | None:
    sign = field(node, "operator")
    left = worked_out(field(node, "left"), depth - 1)
    right = worked_out(field(node, "right"), depth - 1)
    way = SIGNS.get(text_of(sign)) if sign is not None else None
    if way is None or left is None or right is None or type(left) is not type(right):
        return None
    try:
        return way(left, right)
    except (TypeError, ZeroDivisionError, OverflowError):
        return None


def _only_value(name: Node) -> Node | None:
    """What a local variable is given, if it is given that once and never anything else."""
    function = next((a for a in ancestors(name) if a.type in FUNCTIONS), None)
    if function is None:
        return None
    return _given_once(function).get(text_of(name))


@lru_cache(maxsize=32)
def _given_once(function: Node) -> dict[str, Node]:
    given: dict[str, list[Node | None]] = {}
    for node in descendants(function, "variable_declarator", "assignment_expression"):
        name = field(node, "name") or field(node, "left")
        value = field(node, "value") or field(node, "right")
        given.setdefault(text_of(name) if name is not None else "", []).append(value)
    for node in descendants(function, "update_expression", "formal_parameter"):
        given.setdefault(text_of(node).strip("+-").rpartition(" ")[2], []).append(None)
    return {
        name: value
        for name, values in given.items()
        if len(values) == 1 and (value := values[0]) is not None
    }


def _called(call: Node, depth: int) -> Value | None:
    """`"ABC".charAt(1)`, `name.length()`, `name.equals("x")`."""
    of = worked_out(field(call, "object"), depth - 1)
    given = [worked_out(one, depth - 1) for one in queries_java.given(call)]
    if not isinstance(of, str):
        return None
    match queries_java.method(call), given:
        case "charAt", [int(at)] if 0 <= at < len(of):
            return of[at]
        case "length", []:
            return len(of)
        case "equals", [str(other)]:
            return of == other
        case _:
            return None


def _taken(switch: Node, block: Node) -> list[Node] | None:
    """The groups of a `switch` that run; `None` if that is not known."""
    subject = worked_out(field(switch, "condition"))
    groups = [n for n in block.named_children if n.type in GROUPS]
    labels = [list(_labels(group)) for group in groups]
    if subject is None or any(one is None for some in labels for one in some):
        return None
    at = next((n for n, some in enumerate(labels) if subject in some), None)
    if at is None:
        at = next((n for n, some in enumerate(labels) if DEFAULT in some), len(groups))
    taken = groups[at : at + 1]
    while taken and not _ends(taken[-1]) and at + len(taken) < len(groups):
        taken.append(groups[at + len(taken)])
    return taken


GROUPS = named("switch_block_statement_group switch_rule")
DEFAULT = ("default",)
"""What stands for a label that takes the rest: no value is equal to it."""


def _labels(group: Node) -> Iterator[object]:
    for label in group.named_children:
        if label.type == "switch_label":
            yield from map(worked_out, label.named_children)
            if not label.named_children:
                yield DEFAULT


def _ends(group: Node) -> bool:
    last = group.named_children[-1]
    return group.type == "switch_rule" or last.type in LEAVES


LEAVES = named(
    "break_statement return_statement throw_statement continue_statement yield_statement"
)
