"""Python for the flow of values: expressions, and the names that a scope gives."""

from collections.abc import Callable
from re import compile as regex

from tree_sitter import Node

from backlight.analysis import queries_python
from backlight.analysis.python_expressions import parts
from backlight.analysis.queries_calls import CURSORS
from backlight.analysis.queries_host import Expr, Given, Host, Kind
from backlight.analysis.queries_python_constant import worked_out
from backlight.analysis.queries_python_scopes import bindings, private
from backlight.analysis.syntax import text_of, word_of

NUMBERS = frozenset(
    {"integer", "float", "true", "false", "none", "comparison_operator", "not_operator"}
)
EACH = frozenset({"list_comprehension", "generator_expression", "set_comprehension"})
SCOPES = frozenset({"module", "function_definition", "class_definition", "lambda"})


def expr(node: Node) -> Expr:
    """What an expression is, as far as the flow of values asks."""
    kind = node.type
    if kind in NUMBERS:
        return Expr("number", node)
    if kind == "identifier":
        return Expr("name", node, word=text_of(node))
    if kind in SIMPLE:
        said, fields, word = SIMPLE[kind]
        return Expr(said, node, _fields(node, *fields), word_of(node, word) if word else "")
    if kind in COMPLEX:
        return COMPLEX[kind](node)
    named = parts(node)
    if kind in {"parenthesized_expression", "await", "list_splat"} and len(named) == 1:
        return expr(named[0])
    return Expr("other", node)


def _string(node: Node) -> Expr:
    inner = [c.child_by_field_name("expression") for c in parts(node) if c.type == "interpolation"]
    holes = tuple(expr(one) for one in inner if one is not None)
    return Expr("join" if holes else "text", node, holes)


def _binary(node: Node) -> Expr:
    sides = _fields(node, "left", "right")
    text = word_of(node, "operator") in {"+", "%", "|"}
    if text or any(side.kind in {"text", "many", "join"} for side in sides):
        return Expr("join", node, sides)
    return Expr("number", node)


def _choice(node: Node) -> Expr:
    named = parts(node)
    holds = worked_out(named[1]) if len(named) == 3 else None
    if isinstance(holds, bool):
        return expr(named[0] if holds else named[2])
    return Expr("choice", node, tuple(expr(one) for one in (named[:1] + named[2:])))


def _many(node: Node) -> Expr:
    kind: Kind = "join" if node.type == "concatenated_string" else "many"
    return Expr(kind, node, tuple(map(expr, parts(node))))


def _dictionary(node: Node) -> Expr:
    values = (pair.child_by_field_name("value") for pair in parts(node))
    return Expr("many", node, tuple(expr(value) for value in values if value is not None))


def _call(node: Node) -> Expr:
    function = node.child_by_field_name("function")
    arguments = node.child_by_field_name("arguments")
    receiver = function.child_by_field_name("object") if function is not None else None
    given: list[Node] = []
    if arguments is not None and arguments.type == "argument_list":
        given = [child for child in arguments.named_children if child.type != "comment"]
    elif arguments is not None:
        given = [arguments]
    first = expr(receiver) if receiver is not None else Expr("other", node)
    word = text_of(function) if function is not None else ""
    return Expr("call", node, (first, *map(expr, given)), word)


def _fields(node: Node, *names: str) -> tuple[Expr, ...]:
    found = (node.child_by_field_name(name) for name in names)
    return tuple(expr(one) for one in found if one is not None)


SIMPLE: dict[str, tuple[Kind, tuple[str, ...], str]] = {
    "attribute": ("attr", ("object",), "attribute"),
    "subscript": ("item", ("value", "subscript"), ""),
    "boolean_operator": ("choice", ("left", "right"), ""),
    "named_expression": ("choice", ("value",), ""),
    "keyword_argument": ("choice", ("value",), ""),
    **dict.fromkeys(EACH, ("join", ("body",), "")),
}
"""Expressions that are said by their fields alone."""
COMPLEX: dict[str, Callable[[Node], Expr]] = {
    "string": _string,
    "concatenated_string": _many,
    "list": _many,
    "tuple": _many,
    "set": _many,
    "dictionary": _dictionary,
    "call": _call,
    "binary_operator": _binary,
    "conditional_expression": _choice,
}


HOST = Host(
    strings="(string) @string",
    read=queries_python.read,
    joins=queries_python.joins,
    expr=expr,
    bindings=bindings,
    scopes=SCOPES,
    functions=frozenset({"function_definition", "lambda"}),
    loops=frozenset({"for_statement", "while_statement", *EACH}),
    calls=frozenset({"call"}),
    given=Given(
        needle=regex(rb"\.execute"),
        query="(call function: (attribute attribute: (identifier) @name)) @call",
        names=frozenset({"execute", "executemany", "callproc"}),
        receivers=CURSORS,
    ),
    private=private,
    blocks=frozenset(
        {"if_statement", "for_statement", "while_statement", "try_statement", "match_statement"}
    ),
)
