"""What the code around a value tells of it: its type, whether it may be missing, its default."""

from dataclasses import dataclass, replace

from tree_sitter import Node

from backlight.analysis.facts import ValueType
from backlight.analysis.javascript_expressions import FUNCTIONS
from backlight.analysis.javascript_items import items
from backlight.analysis.javascript_types import (
    CONVERSIONS,
    METHODS,
    THROUGH,
    callee_of,
    literal,
    outside,
    type_of,
)
from backlight.analysis.syntax import descendants, text_of

_PROBING = {"Array.isArray", "Boolean"}
_DEMANDING = {"arguments", "for_in_statement", "spread_element"}
"""Places in which a value of another type than they ask for fails; a comparison is false."""
_ASKING = {"isNaN", "Number.isNaN", *CONVERSIONS}


@dataclass(frozen=True, slots=True)
class Hint:
    """What one read tells."""

    type: ValueType = "any"
    required: bool = False
    """The code refuses the request when it is missing."""
    optional: bool = False
    """The code goes on when it is missing."""
    fails: bool = False
    """The code breaks when it is missing."""
    default: str | None = None
    converted: bool = False
    """A string would do as well: the code converts it."""
    nothing: bool = False
    """To the code, `null` is as good as missing."""
    items: ValueType = "any"
    """What stands in it, if it is a list."""
    anything: bool = False
    """The code works with a value of another type, too."""


def hints(node: Node, method: str) -> Hint:
    """What the place tells of the value of an expression; `method` is what is called on it."""
    if method:
        kind = METHODS.get(method, "any")
        chained = "optional_chain" in {child.type for child in node.children}
        if method in {"[]", "length"}:
            return _with_guard(node, Hint(fails=method == "length"))
        hint = Hint(type=kind, optional=chained, fails=not chained, nothing=chained)
        if kind == "array":
            hint = replace(hint, items=items(node.parent))
        return _with_guard(node, hint, through=node.parent)
    above = outside(node)
    if above is None:
        return Hint()
    if above.type == "arguments" and callee_of(above) == "Boolean":
        return _with_guard(node, Hint(optional=True, nothing=True, anything=True))
    kind, converted = type_of(node, above)
    default = _fallback(node, above)
    return _with_guard(
        node,
        Hint(
            type=kind if default is None or kind != "any" else literal(default),
            converted=converted,
            optional=default is not None or _tested(node, above),
            default=default,
            nothing=default is not None or (_tested(node, above) and _loosely(above)),
            anything=default is not None or above.type not in _DEMANDING,
        ),
    )


def _fallback(node: Node, above: Node) -> str | None:
    """The default in `value || default` and `value ?? default`, where it is a value."""
    at: Node | None = above
    while at is not None and at.type in {"arguments", "call_expression", "new_expression"}:
        inner, at = at, outside(at)
        if inner.type == "arguments" and callee_of(inner) not in CONVERSIONS:
            return None
    if at is None or at.type != "binary_expression":
        return None
    operator, right = at.child_by_field_name("operator"), at.child_by_field_name("right")
    if operator is None or right is None or text_of(operator) not in {"||", "??"}:
        return None
    if right.start_byte <= node.start_byte or _is_test(at):
        return None
    return text_of(right)


def _is_test(node: Node) -> bool:
    """Whether an expression is (part of) the condition of an `if`, `? :` or `!`."""
    at: Node | None = node
    while at is not None:
        above = at.parent
        if above is None or above.type in FUNCTIONS:
            return False
        if above.type in {"if_statement", "ternary_expression", "while_statement"}:
            return above.child_by_field_name("condition") == at
        if above.type not in {*THROUGH, "binary_expression", "unary_expression"}:
            return False
        at = above
    return False


def _tested(node: Node, above: Node) -> bool:
    """Whether the code asks if the value is there, and goes on in both cases."""
    if above.type == "ternary_expression":
        return _is_test(node)
    if above.type == "binary_expression":
        operator, left = above.child_by_field_name("operator"), above.child_by_field_name("left")
        sign = text_of(operator) if operator is not None else ""
        if sign == "&&" and left is not None and left.end_byte >= node.end_byte:
            return True
        right = above.child_by_field_name("right")
        missing = right is not None and text_of(right) in {"undefined", "null"}
        return missing and sign.startswith("!")
    if above.type == "unary_expression" and text_of(above).startswith("typeof"):
        outer = outside(above)
        code = text_of(outer) if outer is not None else ""
        return "undefined" in code and "!=" in code
    if above.type == "arguments" and callee_of(above) in _PROBING and above.parent is not None:
        outer = outside(above.parent)
        return outer is not None and _tested(above.parent, outer)
    return above.type == "if_statement"


def _loosely(above: Node) -> bool:
    """Whether a test for being there is one that `null` fails as well."""
    code = text_of(above)
    return not (code.startswith("typeof") or "undefined" in code) or "!= undefined" in code


def _with_guard(node: Node, hint: Hint, through: Node | None = None) -> Hint:
    """The same hint, required if its absence leads to a refusal of the request."""
    at: Node | None = through if through is not None else node
    negated = False
    while at is not None and at.parent is not None:
        above = at.parent
        if above.type == "if_statement":
            ends = negated and refuses(above.child_by_field_name("consequence"))
            return replace(hint, required=True, optional=False) if ends else hint
        step = _negates(node, at, above)
        if step is None:
            return hint
        negated = step != negated if above.type == "unary_expression" else step or negated
        at = above
    return hint


def _negates(node: Node, at: Node, above: Node) -> bool | None:
    """Whether an expression asks for the absence of a value; `None` if it asks something else."""
    if above.type == "unary_expression":
        return text_of(above).startswith("!")
    if above.type == "arguments":
        return "isNaN" in callee_of(above) if callee_of(above) in _ASKING else None
    if above.type == "binary_expression":
        operator = above.child_by_field_name("operator")
        sign = text_of(operator) if operator is not None else ""
        typed = sign in {"!==", "!="} and "typeof" in text_of(at)
        return True if _missing(node, above) or typed else (False if sign == "||" else None)
    return False if above.type in {*THROUGH, "call_expression", "member_expression"} else None


def _missing(node: Node, above: Node) -> bool:
    """`x === undefined`, `x == null`, `x === ""`, `x.length < 1`."""
    operator, right = above.child_by_field_name("operator"), above.child_by_field_name("right")
    if operator is None or right is None:
        return False
    nothing = text_of(right) in {"undefined", "null", "''", '""', "0", "'undefined'", '"undefined"'}
    return nothing and text_of(operator) in {"===", "=="} and right.start_byte > node.start_byte


def refuses(body: Node | None) -> bool:
    """Whether a block ends the request with an error."""
    if body is None:
        return False
    if next(descendants(body, "throw_statement"), None) is not None:
        return True
    code = "".join(text_of(body).split())
    errors = (".status(4", ".sendStatus(4", "next(new", "next({", "BAD_REQUEST", "createError(")
    return any(word in code for word in errors) or ("return" in code and ".status(" in code)
