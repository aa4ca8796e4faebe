"""Values of Go code in a statement of GORM: literals as they are, all else a place to bind it."""

from re import compile as regex

from tree_sitter import Node

from backlight.analysis.go_expressions import STRINGS, arguments, string
from backlight.analysis.queries_go_names import HOST
from backlight.analysis.queries_host import Binding
from backlight.analysis.queries_lookup import lookup
from backlight.analysis.quoting import quoted
from backlight.analysis.syntax import ancestors, descendants, field, text_of
from backlight.stacks.gorm.queries import FUNCTIONS
from backlight.stacks.statement import Uncertain, place

VALUES = {"identifier", "selector_expression", "call_expression", "binary_expression"}
VALUES |= {"index_expression", "slice_expression"}
NUMBER = regex(r"\*?u?int(?:8|16|32|64)?")
SINGLE = regex(
    r"\*?(?:u?int\d*|float\d+|string|bool|rune|byte|time\.Time|uuid\.UUID|(?:sql|null)\.\w+)"
)
"""Types of one value: those that are lists in Go are given to a driver as one."""
LIST = regex(r"\*?\[\w*\].+")


def bound(node: Node) -> str:
    """A value in a statement; raises `Uncertain` for what is none: a pointer, a function."""
    plain = literal(node)
    if plain is not None:
        return plain
    if node.type == "call_expression" and text_of(field(node, "function") or node).endswith(
        ("gorm.Expr", "clause.Expr")
    ):
        raise Uncertain("an expression of SQL is a value of it")
    if node.type == "composite_literal" and text_of(node).startswith("[]"):
        return several(node)
    if node.type not in VALUES:
        raise Uncertain(f"what `{text_of(node)[:40]}` is stands fast only when it runs")
    return place(text_of(node))


def several(node: Node) -> str:
    """The values of `[]int{1, 2}`."""
    body = field(node, "body")
    given = body.named_children if body is not None else []
    found = [bound(one.named_children[0]) for one in given if one.named_children]
    if not found or len(found) != len(given):
        raise Uncertain("a list of nothing")
    return ", ".join(found)


def literal(node: Node) -> str | None:
    """A literal of Go as one of SQL; `None` if it is none."""
    if node.type in STRINGS:
        return quoted(string(node))
    if node.type in {"int_literal", "float_literal"} and text_of(node).replace(".", "").isdigit():
        return text_of(node)
    if node.type in {"true", "false", "nil"}:
        return "NULL" if node.type == "nil" else node.type.upper()
    return None


def is_number(node: Node) -> bool:
    """Whether a value is a whole number by its literal or by what declares it."""
    if node.type == "int_literal":
        return True
    if node.type == "call_expression":
        return NUMBER.fullmatch(text_of(field(node, "function") or node)) is not None
    if node.type != "identifier":
        return text_of(node).endswith((".ID", ".Id")) and node.type == "selector_expression"
    found = lookup(node, text_of(node), HOST) or ()
    return bool(found) and all(NUMBER.fullmatch(one.type) for one in found)


def is_list(node: Node) -> bool | None:
    """Whether a value is a list by what declares it, a field `TeamID` by its name; or `None`."""
    if is_number(node) or literal(node) is not None:
        return False
    if node.type == "selector_expression" and text_of(node).endswith(("ID", "Id")):
        return False
    if node.type == "composite_literal":
        return _listed(text_of(field(node, "type") or node))
    if node.type == "slice_expression":
        return is_list(field(node, "operand") or node)
    if node.type == "call_expression":
        return _listed(text_of(field(node, "function") or node))
    if node.type != "identifier":
        return None
    found = {_declared(one) for one in lookup(node, text_of(node), HOST) or ()}
    return found.pop() if len(found) == 1 else None


def _declared(one: Binding) -> bool | None:
    if one.type or one.value is None or one.kind != "set":
        return _listed(one.type)
    return is_list(one.value) if one.value.type != "identifier" else None


def _listed(kind: str) -> bool | None:
    return False if SINGLE.fullmatch(kind) else True if LIST.fullmatch(kind) else None


def fresh(node: Node, before: int) -> bool:
    """Whether `&user` holds nothing yet: what it holds of its key would be a condition."""
    inner = field(node, "operand") if node.type == "unary_expression" else node
    if inner is None:
        return False
    if inner.type != "identifier":
        return _empty(inner)
    found = lookup(inner, text_of(inner), HOST) or ()
    if len(found) != 1 or found[0].kind != "set":
        return False
    value, name = found[0].value, text_of(inner)
    if value is not None and not _empty(value):
        return False
    return not any(
        found[0].at.end_byte <= one.start_byte < before and text_of(one) == name
        for function in ancestors(inner)
        if function.type in FUNCTIONS
        for one in descendants(function, "identifier")
    )


def _empty(value: Node) -> bool:
    if value.type == "unary_expression":
        value = field(value, "operand") or value
    if value.type == "composite_literal":
        return not text_of(field(value, "body") or value).strip("{} \n\t")
    called = field(value, "function")
    return called is not None and text_of(called) in {"new", "make"} and bool(arguments(value))
