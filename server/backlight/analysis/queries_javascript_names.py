"""JavaScript for the flow of values: expressions, and the names that a scope gives."""

from collections.abc import Callable
from re import compile as regex

from tree_sitter import Node

from backlight.analysis import queries_javascript
from backlight.analysis.javascript_expressions import CLASSES, FUNCTIONS, parts
from backlight.analysis.queries_host import Expr, Host, Kind
from backlight.analysis.queries_javascript_scopes import bindings, private
from backlight.analysis.syntax import text_of, word_of

NUMBERS = frozenset({"number", "true", "false", "null", "undefined", "regex"})
NUMBERS |= {"update_expression", "unary_expression"}

CLAUSES = frozenset({"where", "andWhere", "orWhere", "having", "andHaving", "orHaving"})
"""Methods of TypeORM's query builder that take a condition, and its values by name."""


def expr(node: Node) -> Expr:
    """What an expression is, as far as the flow of values asks."""
    kind = node.type
    if kind in NUMBERS:
        return Expr("number", node)
    if kind in {"identifier", "shorthand_property_identifier", "this"}:
        return Expr("name", node, word=text_of(node))
    if kind in SIMPLE:
        said, fields, word = SIMPLE[kind]
        return Expr(said, node, _fields(node, *fields), word_of(node, word) if word else "")
    if kind in COMPLEX:
        return COMPLEX[kind](node)
    named = parts(node)
    if kind in THROUGH and named:
        return expr(named[0])
    return Expr("text" if kind == "string" else "other", node)


def _template(node: Node) -> Expr:
    holes = [child for child in parts(node) if child.type == "template_substitution"]
    inner = tuple(expr(one) for hole in holes for one in parts(hole))
    return Expr("join" if inner else "text", node, inner)


def _object(node: Node) -> Expr:
    values = (child.child_by_field_name("value") or child for child in parts(node))
    return Expr("many", node, tuple(map(expr, values)))


def _array(node: Node) -> Expr:
    return Expr("many", node, tuple(map(expr, parts(node))))


def _arrow(node: Node) -> Expr:
    body = node.child_by_field_name("body")
    if body is None or body.type == "statement_block":
        return Expr("other", node)
    return Expr("choice", node, (expr(body),))


def _binary(node: Node) -> Expr:
    operator = word_of(node, "operator")
    sides = _fields(node, "left", "right")
    if operator in {"||", "&&", "??"}:
        return Expr("choice", node, sides)
    return Expr("join" if operator == "+" else "number", node, sides)


def _call(node: Node) -> Expr:
    function = node.child_by_field_name("function") or node.child_by_field_name("constructor")
    receiver = function.child_by_field_name("object") if function is not None else None
    arguments = node.child_by_field_name("arguments")
    given = [c for c in arguments.named_children if c.type != "comment"] if arguments else []
    first = expr(receiver) if receiver is not None else Expr("other", node)
    word = text_of(function) if function is not None else ""
    return Expr("call", node, (first, *map(expr, given)), word)


def _fields(node: Node, *names: str) -> tuple[Expr, ...]:
    found = (node.child_by_field_name(name) for name in names)
    return tuple(expr(one) for one in found if one is not None)


SIMPLE: dict[str, tuple[Kind, tuple[str, ...], str]] = {
    "member_expression": ("attr", ("object",), "property"),
    "subscript_expression": ("item", ("object", "index"), ""),
    "ternary_expression": ("choice", ("consequence", "alternative"), ""),
    "pair": ("choice", ("value",), ""),
}
"""Expressions that are said by their fields alone."""
COMPLEX: dict[str, Callable[[Node], Expr]] = {
    "template_string": _template,
    "call_expression": _call,
    "new_expression": _call,
    "binary_expression": _binary,
    "array": _array,
    "object": _object,
    "arrow_function": _arrow,
}
THROUGH = frozenset(
    {
        "parenthesized_expression",
        "await_expression",
        "spread_element",
        "as_expression",
        "non_null_expression",
        "satisfies_expression",
    }
)


HOST = Host(
    strings="[(string) (template_string)] @string",
    read=queries_javascript.read,
    joins=queries_javascript.joins,
    expr=expr,
    bindings=bindings,
    scopes=frozenset({"program", *FUNCTIONS, *CLASSES}),
    functions=FUNCTIONS,
    loops=frozenset({"for_statement", "for_in_statement", "while_statement", "do_statement"}),
    calls=frozenset({"call_expression"}),
    clauses=CLAUSES,
    private=private,
    builders=regex(r"createQueryBuilder|[qQ]b$|[qQ]uery[bB]uilder$"),
    blocks=frozenset(
        {
            "if_statement",
            "for_statement",
            "for_in_statement",
            "while_statement",
            "switch_statement",
            "try_statement",
            "catch_clause",
            "else_clause",
        }
    ),
)
