"""Chains of JavaScript by their nodes, and their values in a statement, for every mapper of it.

A literal is one of SQL, all else a place to bind it. Code that may be `undefined` is no value: the
mappers leave out a condition on it, or fail.
"""

from collections.abc import Callable
from re import compile as regex
from re import escape

from tree_sitter import Node

from backlight.analysis.javascript_expressions import FUNCTIONS, key_of, parts, string
from backlight.analysis.quoting import quoted
from backlight.analysis.syntax import Source, ancestors, field, node_at, span_of, text_of
from backlight.analysis.syntax import Span as Place
from backlight.stacks.javascript_given import given
from backlight.stacks.statement import Uncertain, place

AROUND = {
    *("parenthesized_expression", "as_expression", "satisfies_expression"),
    *("non_null_expression", "await_expression"),
}
NAMES = {"identifier", "this", "member_expression", "subscript_expression"}
MADE = {"call_expression", "new_expression", "template_string"}
COUNTED = {"+", "-", "*", "/", "%", "**"}
ELSE = {"??", "||"}
Link = tuple[str, list[Node]]


def links(source: Source, span: Place) -> list[Link]:
    """The calls of the chain that stands in a span, in order, each with what it is given."""
    node, found = node_at(source, span), list[Link]()
    if span_of(node) != span:
        raise Uncertain
    while (node := bare(node)).type == "call_expression":
        function, given = field(node, "function"), field(node, "arguments")
        if function is None or given is None or given.type != "arguments":
            raise Uncertain
        plain = function.type != "member_expression"
        name = "" if plain else text_of(field(function, "property") or function)
        found.insert(0, (name, parts(given)))
        node = function if plain else field(function, "object") or function
    return found


def bare(node: Node) -> Node:
    """What stands in parentheses, under `await` or a type that is claimed; the object of a name."""
    while node.type in AROUND and (inner := parts(node)):
        node = inner[0]
    if node.type in {"identifier", "shorthand_property_identifier"}:
        return given(node) or node
    return node


def options(node: Node, name: Callable[[Node | None], str] = key_of) -> dict[str, Node]:
    """What an object says, by key; one that is put together when it runs is not certain."""
    held = bare(node)
    if held.type != "object":
        raise Uncertain(f"`{short(held)}` is put together elsewhere")
    found: dict[str, Node] = {}
    for one in parts(held):
        key, value = field(one, "key"), field(one, "value")
        if one.type == "shorthand_property_identifier":
            found[text_of(one)] = one
        elif one.type == "pair" and value is not None and name(key):
            found[name(key)] = value
        elif one.type == "spread_element" and (inner := bare(parts(one)[0])).type == "object":
            found |= options(inner, name)
        else:
            raise Uncertain(f"`{short(one)}` is put in when it runs")
    return found


def bound(node: Node) -> str:
    """A value in a statement: a literal, or a place named after its code."""
    node = bare(node)
    plain = literal(node)
    if plain is not None:
        return plain
    if node.type == "shorthand_property_identifier" or node.type in NAMES:
        if "?." in text_of(node) or _optional(node):
            raise Uncertain(f"`{short(node)}` may be undefined")
        return place(text_of(node))
    if node.type in MADE and "?." not in text_of(node):
        return place(text_of(node))
    if node.type == "binary_expression":
        sign = text_of(field(node, "operator") or node)
        left, right = field(node, "left"), field(node, "right")
        given = right is not None and (literal(right) or "NULL") != "NULL"
        if left is not None and right is not None and sign in COUNTED:
            bound(left)
            bound(right)
            return place(text_of(node))
        if sign in ELSE and given:
            return place(text_of(node))
    raise Uncertain(f"what `{short(node)}` is stands fast only when it runs")


def literal(node: Node) -> str | None:
    """A literal of JavaScript as one of SQL; `None` if it is none."""
    if node.type == "number":
        code = text_of(node).replace("_", "")
        return code if NUMBER.fullmatch(code) else None
    if node.type in {"true", "false", "null"}:
        return text_of(node).upper()
    if node.type == "unary_expression" and text_of(node)[:1] == "-":
        inner = literal(parts(node)[-1])
        return f"-{inner}" if inner is not None and NUMBER.fullmatch(inner) else None
    text = string(node) if node.type in {"string", "template_string"} else None
    return quoted(text) if text is not None else None


NUMBER = regex(r"\d+(?:\.\d+)?")


def several(node: Node) -> str:
    """Values for `IN (…)`; empty for a list of nothing."""
    node = bare(node)
    if node.type == "array":
        return ", ".join(_spread(one) for one in parts(node))
    return bound(node)


def _spread(node: Node) -> str:
    return bound(parts(node)[0] if node.type == "spread_element" and parts(node) else node)


def short(node: Node) -> str:
    """Code as it stands in a sentence."""
    code = " ".join(text_of(node).replace("`", "'").split())
    return code if len(code) <= LONG else f"{code[: LONG - 2]} …"


LONG = 40


def _optional(node: Node) -> bool:
    """Whether a name is a parameter that need not be given, and that has no default."""
    said = escape(text_of(node))
    for above in ancestors(node):
        given = field(above, "parameters") if above.type in FUNCTIONS else None
        for one in parts(given) if given is not None else ():
            code = text_of(one)
            if regex(rf"\b{said}\s*=[^=>]").search(code):
                return False
            if regex(rf"\b{said}\s*(?:\?\s*:|:[^,;)]*\bundefined\b)").search(code):
                return True
    return False
