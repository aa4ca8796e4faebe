"""What a JavaScript or TypeScript expression says without running it."""

from tree_sitter import Node

from backlight.analysis.javascript_literals import escaped, literal
from backlight.analysis.javascript_values import (
    Call,
    Choice,
    Either,
    Equal,
    Fields,
    Lambda,
    Literal,
    Many,
    Member,
    Name,
    Unknown,
    Value,
    joined,
)
from backlight.analysis.syntax import span_of, text_of

DEPTH = 100
"""How deep an expression is followed; deeper ones are generated, and say nothing to us."""

MOST = 400
"""How many items of an array or an object are read; longer ones are data."""

FUNCTIONS = frozenset(
    {
        "function_declaration",
        "function_expression",
        "arrow_function",
        "method_definition",
        "generator_function",
        "generator_function_declaration",
    }
)
CLASSES = frozenset({"class_declaration", "class", "abstract_class_declaration"})
_SEEN_THROUGH = {
    "parenthesized_expression",
    "await_expression",
    "as_expression",
    "satisfies_expression",
    "non_null_expression",
    "type_assertion",
    "spread_element",
    "expression_statement",
}


_NAMES = {"identifier", "this", "super", "shorthand_property_identifier"}


def value(node: Node | None, depth: int = DEPTH) -> Value:
    """What an expression says."""
    if node is None or depth == 0:
        return Unknown("")
    kind = node.type
    if kind in FUNCTIONS or kind in CLASSES:
        return Lambda(node.start_byte)
    if kind in _SEEN_THROUGH:
        inner = parts(node)
        return (
            value(inner[-1] if kind == "type_assertion" else inner[0], depth)
            if inner
            else _raw(node)
        )
    if kind in _NAMES:
        return Name(text_of(node))
    return _READ.get(kind, _atom)(node, depth - 1)


def parts(node: Node) -> list[Node]:
    """The named children of a node that are no comments."""
    return [child for child in node.named_children if child.type != "comment"]


def string(node: Node | None) -> str | None:
    """What a string or a template without holes holds; `None` for anything else."""
    found = value(node) if node is not None else None
    return found.value if isinstance(found, Literal) and isinstance(found.value, str) else None


def key_of(node: Node | None) -> str:
    """The name a property key stands for, empty if it is computed."""
    if node is None:
        return ""
    if node.type == "string":
        return string(node) or ""
    if node.type == "computed_property_name":
        return ""
    return text_of(node)


def member_of(node: Node) -> str | None:
    """The name that a member or subscript expression reads, `None` if it is computed."""
    if node.type == "member_expression":
        return key_of(node.child_by_field_name("property"))
    return string(node.child_by_field_name("index"))


def _raw(node: Node) -> Unknown:
    return Unknown(text_of(node)[:200])


def _member(node: Node, depth: int) -> Value:
    name = member_of(node)
    of = value(node.child_by_field_name("object"), depth)
    return Member(of, name) if name is not None else _raw(node)


def _call(node: Node, depth: int) -> Value:
    new = node.type == "new_expression"
    callee = node.child_by_field_name("constructor" if new else "function")
    given = node.child_by_field_name("arguments")
    args = parts(given) if given is not None and given.type == "arguments" else []
    at = callee.child_by_field_name("property") if callee is not None else None
    line = (at or callee or node).start_point.row + 1
    return Call(
        value(callee, depth), tuple(value(n, depth) for n in args), new, span_of(node), line
    )


def _pair(node: Node, depth: int) -> tuple[str, Value]:
    if node.type == "pair":
        return key_of(node.child_by_field_name("key")), value(
            node.child_by_field_name("value"), depth
        )
    if node.type == "method_definition":
        return key_of(node.child_by_field_name("name")), Lambda(node.start_byte)
    if node.type == "spread_element":
        return "...", value(node, depth)
    return text_of(node), value(node, depth)


def _binary(node: Node, depth: int) -> Value:
    operator = node.child_by_field_name("operator")
    left = value(node.child_by_field_name("left"), depth)
    right = value(node.child_by_field_name("right"), depth)
    match text_of(operator) if operator is not None else "":
        case "+":
            return joined([left, right])
        case "||" | "??":
            return Either(left, right)
        case "===" | "==" | "!==" | "!=" as sign:
            return Equal(left, right, sign[0] == "=")
        case _:
            return _raw(node)


def _choice(node: Node, depth: int) -> Value:
    asked, then, other = (
        value(node.child_by_field_name(name), depth)
        for name in ("condition", "consequence", "alternative")
    )
    return Choice(asked, then, other)


def _atom(node: Node, depth: int) -> Value:
    if node.type in {"string", "template_string"}:
        return joined([_piece(child, depth) for child in node.named_children])
    return literal(node.type, text_of(node))


def _piece(node: Node, depth: int) -> Value:
    if node.type == "template_substitution":
        inner = parts(node)
        return value(inner[0], depth) if inner else Unknown("")
    code = text_of(node)
    return Literal(escaped(code) if node.type == "escape_sequence" else code)


def _array(node: Node, depth: int) -> Value:
    return Many(tuple(value(n, depth) for n in parts(node)[:MOST]))


def _object(node: Node, depth: int) -> Value:
    return Fields(tuple(_pair(n, depth) for n in parts(node)[:MOST]))


def _assigned(node: Node, depth: int) -> Value:
    return value(node.child_by_field_name("right"), depth)


_READ = {
    "member_expression": _member,
    "subscript_expression": _member,
    "call_expression": _call,
    "new_expression": _call,
    "array": _array,
    "object": _object,
    "binary_expression": _binary,
    "ternary_expression": _choice,
    "assignment_expression": _assigned,
}
