"""Read Go expressions and types without running them."""

from ast import literal_eval
from collections.abc import Callable
from re import compile as regex

from tree_sitter import Node

from backlight.analysis.go import (
    Attr,
    Call,
    Composite,
    Item,
    Join,
    Literal,
    Name,
    Other,
    Text,
    Value,
)
from backlight.analysis.go_types import first, title_of, type_of
from backlight.analysis.syntax import ancestors, field, line_of, text_of

VERB = regex(
    r"(?i)^(get|post|put|patch|delete|head|options|any|all|connect|trace|handle|handlefunc)$"
)
NAMES = {"identifier", "field_identifier", "type_identifier", "package_identifier"}
STRINGS = {"interpreted_string_literal", "raw_string_literal"}
AROUND = {"parenthesized_expression", "variadic_argument", "literal_element"}
TYPES = {"slice_type", "qualified_type", "pointer_type", "generic_type"}
ITEMS = {"type_assertion_expression", "index_expression"}
OTHER = Other()
DEEPEST = 60
"""Nesting below which nothing is read: `a+b+c+…` of generated code."""

Function = Callable[[Node], Literal]
"""How a function literal is read."""


def read(node: Node | None, function: Function, deep: int = 0) -> Value:
    """What an expression says; `function` reads the functions in it."""
    if node is None or deep > DEEPEST:
        return OTHER
    kind = node.type
    if kind in NAMES or kind in STRINGS:
        return Name(text_of(node)) if kind in NAMES else Text(string(node))
    if kind == "selector_expression":
        return Attr(read(field(node, "operand"), function, deep + 1), _name(node, "field"))
    if kind == "call_expression":
        return _call(node, function, deep)
    if kind == "func_literal":
        return function(node)
    if kind in AROUND:
        return read(first(node), function, deep + 1)
    if kind == "composite_literal":
        return _composite(node, type_of(field(node, "type")), function, deep)
    return _made(node, function, deep)


def _made(node: Node, function: Function, deep: int) -> Value:
    """An expression that is made of another one."""
    kind = node.type
    if kind == "binary_expression":
        return _joined(node, function, deep)
    if kind in TYPES:
        return Name(type_of(node))
    of = field(node, "operand")
    if of is None:
        return OTHER
    inside = read(of, function, deep + 1)
    if kind == "unary_expression":
        return inside
    return Item(inside, type_of(field(node, "type"))) if kind in ITEMS else OTHER


def _joined(node: Node, function: Function, deep: int) -> Value:
    """Strings put together; any other arithmetic leads to no route."""
    if len(node.children) < 2 or text_of(node.children[1]) != "+":
        return OTHER
    sides = (read(field(node, side), function, deep + 1) for side in ("left", "right"))
    return Join(tuple(p for s in sides for p in (s.parts if isinstance(s, Join) else (s,))))


def string(node: Node) -> str:
    """The text of a string literal; of one that is no valid string, what is written."""
    written = text_of(node)
    if written.startswith("`"):
        return written[1:].removesuffix("`")
    try:
        return str(literal_eval(written))
    except (SyntaxError, ValueError):
        return written.strip('"')


def _call(node: Node, function: Function, deep: int) -> Value:
    of = read(field(node, "function"), function, deep + 1)
    given = tuple(read(n, function, deep + 1) for n in arguments(node))
    return Call(of, given, line_of(node))


def arguments(call: Node) -> list[Node]:
    """What a call is given."""
    given = field(call, "arguments")
    return [n for n in given.named_children if n.type != "comment"] if given is not None else []


def literal_name(node: Node) -> str:
    """A function without a name: the route it is given to, or the function that returns it."""
    returned = False
    for above in ancestors(node):
        if above.type == "call_expression" and (route := _route(above)):
            return route
        returned = returned or above.type == "return_statement"
        if above.type in {"function_declaration", "method_declaration"}:
            title = title_of(above)
            return title if returned else f"{title}.func"
    return "func"


def _route(call: Node) -> str:
    """`GET /users` of a call that registers a route, as it is written; else nothing."""
    verb = _name(call, "function", "field")
    given = [n if n.type.endswith("string_literal") else None for n in arguments(call)]
    texts = [string(n) for n in given[:2] if n is not None]
    if verb in {"Handle", "Add", "Method", "MethodFunc"} and len(texts) == 2:
        return f"{texts[0].upper()} {texts[1]}"
    if not VERB.match(verb) or not texts or given[0] is None:
        return ""
    if verb.lower().startswith("handle"):
        return texts[0] if " " in texts[0] else f"ANY {texts[0]}"
    return f"{verb.upper()} {texts[0]}".replace("ALL ", "ANY ")


def _composite(node: Node, kind: str, function: Function, deep: int) -> Value:
    body = field(node, "body") if node.type == "composite_literal" else node
    inner = kind.removeprefix("[]") if kind.startswith("[]") else ""
    fields: list[tuple[str, Value]] = []
    for one in body.named_children if body is not None and deep < DEEPEST else ():
        if one.type == "keyed_element":
            key = _element(field(one, "key"))
            value = _element(field(one, "value"))
            name = text_of(key) if key is not None and key.type == "identifier" else ""
        elif one.type == "literal_element":
            name, value = "", _element(one)
        else:
            continue
        if value is not None and value.type == "literal_value":
            fields.append((name, _composite(value, inner, function, deep + 1)))
        else:
            fields.append((name, read(value, function, deep + 1)))
    return Composite(kind, tuple(fields))


def _element(node: Node | None) -> Node | None:
    return first(node) if node is not None and node.type == "literal_element" else node


def _name(node: Node, *of: str) -> str:
    found = field(node, *of)
    return text_of(found) if found is not None else ""
