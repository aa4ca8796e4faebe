"""What an expression of Python comes to where everything in it is written out, and what never runs.

Only literals, names that are given a value once, and operators are worked out; anything else may
be anything.
"""

from collections.abc import Callable, Iterator
from functools import lru_cache
from operator import add, eq, floordiv, ge, gt, le, lt, mod, mul, ne, sub
from re import compile as regex

from tree_sitter import Node

from backlight.analysis.queries_words import named
from backlight.analysis.syntax import ancestors, descendants, field, text_of

Value = int | str | bool
DEPTH = 8
"""Names and operators that are followed."""
LONGEST = 1000
"""Characters, or digits nearly, of a value that is worked out."""
SIGNS: dict[str, Callable[..., Value]] = {
    "+": add,
    "-": sub,
    "*": mul,
    "//": floordiv,
    "%": mod,
    "<": lt,
    ">": gt,
    "<=": le,
    ">=": ge,
    "==": eq,
    "!=": ne,
    "in": lambda a, b: a in b,
    "not in": lambda a, b: a not in b,
    "and": lambda a, b: a and b,
    "or": lambda a, b: a or b,
}
WORD = regex(r"[A-Za-z_]\w*")


def worked_out(node: Node | None, depth: int = DEPTH) -> Value | None:
    """The number, text or truth that an expression comes to; `None` if that is not known."""
    if node is None or not depth:
        return None
    match node.type:
        case "integer" | "true" | "false" | "string":
            return _literal(node)
        case "parenthesized_expression":
            return worked_out(node.named_children[-1], depth - 1)
        case "not_operator":
            inner = worked_out(field(node, "argument"), depth - 1)
            return None if inner is None else not inner
        case "binary_operator" | "boolean_operator":
            sign = field(node, "operator")
            return _of(field(node, "left"), sign, field(node, "right"), depth)
        case "comparison_operator" if len(node.named_children) == 2:
            sign = field(node, "operators")
            return _of(node.named_children[0], sign, node.named_children[1], depth)
        case "subscript":
            return _letter(node, depth)
        case "identifier":
            return worked_out(_only_value(node), depth - 1)
        case _:
            return None


def running(node: Node) -> list[Node]:
    """What stands in a statement, without the branches that are not taken, whatever happens."""
    if node.type == "if_statement":
        never = list(_never(node))
        return [one for one in node.named_children if one not in never]
    if node.type == "match_statement" and (block := field(node, "body")) is not None:
        return [block] if (taken := _case(node, block)) is None else [taken]
    return node.named_children


def _never(node: Node) -> Iterator[Node]:
    taken = False
    for at in (node, *node.children_by_field_name("alternative")):
        holds = worked_out(field(at, "condition")) if not taken else False
        body = field(node, "consequence")
        if at != node and (taken or holds is False):
            yield at
        elif holds is False and body is not None:
            yield body
        taken = taken or holds is True


def _case(node: Node, block: Node) -> Node | None:
    """The one case that is carried out, if that is known."""
    subject = worked_out(field(node, "subject"))
    if subject is None:
        return None
    for case in block.children_by_field_name("alternative"):
        patterns = [n for n in case.named_children if n.type == "case_pattern"]
        if len(patterns) != 1 or field(case, "guard") is not None:
            return None
        if text_of(patterns[0]) == "_":
            return case
        inner = patterns[0].named_children[:1]
        some = inner[0].named_children if inner and inner[0].type == "union_pattern" else inner
        values = [worked_out(one) if one.type in LITERALS else None for one in some]
        if None in values or not values:
            return None
        if subject in values:
            return case
    return None


LITERALS = named("integer string true false")


def _literal(node: Node) -> Value | None:
    code = text_of(node)
    if node.type in {"true", "false"}:
        return code == "True"
    if node.type == "integer":
        return int(code) if code.isdecimal() and len(code) < LONGEST else None
    plain = code[:1] in {"'", '"'} and code[1:2] != code[:1] and "\\" not in code
    return code[1:-1] if plain and len(code) < LONGEST else None


def _of(left: Node | None, sign: Node | None, right: Node | None, depth: int) -> Value | None:
    way = SIGNS.get(" ".join(text_of(sign).split())) if sign is not None else None
    first = worked_out(left, depth - 1) if way is not None else None
    second = worked_out(right, depth - 1) if first is not None else None
    if way is None or first is None or second is None or type(first) is not type(second):
        return None
    try:
        found = way(first, second)
    except (TypeError, ValueError, ZeroDivisionError):
        return None
    return found if len(str(found)) < LONGEST else None


def _letter(node: Node, depth: int) -> Value | None:
    """`"ABC"[1]`."""
    of = worked_out(field(node, "value"), depth - 1)
    at = worked_out(field(node, "subscript"), depth - 1)
    if not isinstance(of, str) or not isinstance(at, int) or not 0 <= at < len(of):
        return None
    return of[at]


def _only_value(name: Node) -> Node | None:
    """What a local variable is given, if it is given that once and never anything else."""
    function = next((a for a in ancestors(name) if a.type == "function_definition"), None)
    return _given_once(function).get(text_of(name)) if function is not None else None


@lru_cache(maxsize=32)
def _given_once(function: Node) -> dict[str, Node]:
    given: dict[str, list[Node | None]] = {}
    for node in descendants(function, *GIVES):
        some = [one for key in TARGETS if (one := field(node, key)) is not None] or [node]
        plain = node.type == "assignment" and some[0].type == "identifier"
        for word in (word for one in some for word in WORD.findall(text_of(one))):
            given.setdefault(word, []).append(field(node, "right") if plain else None)
    return {
        name: values[0]
        for name, values in given.items()
        if len(values) == 1 and values[0] is not None
    }


TARGETS = ("left", "name", "parameters")
GIVES = named(
    "assignment augmented_assignment named_expression for_statement for_in_clause"
    " as_pattern_target function_definition lambda global_statement nonlocal_statement"
    " import_statement import_from_statement delete_statement case_pattern"
)
