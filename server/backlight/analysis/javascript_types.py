"""What type a value must have, told by the code around it."""

from tree_sitter import Node

from backlight.analysis.facts import ValueType
from backlight.analysis.javascript_expressions import parts
from backlight.analysis.syntax import descendants, text_of

CONVERSIONS: dict[str, ValueType] = {
    "Number": "number",
    "parseFloat": "number",
    "Number.parseFloat": "number",
    "parseInt": "integer",
    "Number.parseInt": "integer",
    "BigInt": "integer",
    "String": "any",
    "Boolean": "boolean",
    "Date": "datetime",
    "Date.parse": "datetime",
    "moment": "datetime",
    "dayjs": "datetime",
}
"""Calls that make another type of a value, and the type that the value must stand for."""

TAKES: dict[str, ValueType] = {
    "isNaN": "number",
    "Number.isNaN": "number",
    "Number.isInteger": "integer",
    "Array.isArray": "array",
    "Math.max": "number",
    "Math.min": "number",
    "Math.floor": "number",
    "Math.round": "number",
    "bcrypt.hash": "string",
    "bcrypt.hashSync": "string",
    "bcrypt.compare": "string",
    "bcrypt.compareSync": "string",
    "JSON.parse": "string",
    "jwt.verify": "string",
    "validator.isEmail": "email",
    "isEmail": "email",
    "encodeURIComponent": "string",
    "escape": "string",
}
METHODS: dict[str, ValueType] = {
    **dict.fromkeys(
        ("trim", "toLowerCase", "toUpperCase", "split", "replace", "replaceAll", "startsWith"),
        "string",
    ),
    **dict.fromkeys(
        ("endsWith", "match", "substring", "substr", "padStart", "charAt", "localeCompare"),
        "string",
    ),
    **dict.fromkeys(("map", "forEach", "filter", "reduce", "push", "some", "every"), "array"),
    **dict.fromkeys(("find", "flatMap", "sort", "reverse", "findIndex"), "array"),
    **dict.fromkeys(("toFixed", "toPrecision"), "number"),
    **dict.fromkeys(("getTime", "toISOString"), "datetime"),
}
NAMED: dict[str, ValueType] = {
    "string": "string",
    "number": "number",
    "boolean": "boolean",
    "object": "object",
    "bigint": "integer",
}
THROUGH = {
    "parenthesized_expression",
    "non_null_expression",
    "as_expression",
    "satisfies_expression",
    "await_expression",
}


def type_of(node: Node, above: Node) -> tuple[ValueType, bool]:
    """The type that the place asks for, and whether the code converts a string to it."""
    match above.type:
        case "arguments":
            return _argument(node, above)
        case "unary_expression":
            code = text_of(above)
            if code.startswith(("+", "-")):
                return "number", True
            outer = outside(above)
            if code.startswith("typeof") and outer is not None:
                return _compared(above, outer), False
        case "binary_expression":
            return _compared(node, above), False
        case "for_in_statement" if above.child_by_field_name("right") == node:
            return "array", False
        case "spread_element" if above.parent is not None and above.parent.type == "array":
            return "array", False
        case "switch_statement":
            cases = [n.child_by_field_name("value") for n in descendants(above, "switch_case")]
            kinds = {literal(text_of(n)) for n in cases if n is not None}
            return (kinds.pop() if len(kinds) == 1 else "any"), False
    return "any", False


def _argument(node: Node, above: Node) -> tuple[ValueType, bool]:
    call = above.parent
    callee = (
        call.child_by_field_name("function") or call.child_by_field_name("constructor")
        if call
        else None
    )
    name = text_of(callee) if callee is not None else ""
    first = bool(parts(above)) and text_of(parts(above)[0]) == text_of(node)
    if name in CONVERSIONS and first:
        return CONVERSIONS[name], True
    if name.endswith(".test") and first:
        return "string", False
    tail = name.rpartition(".")[2]
    if tail == "isEmail" and first:
        return "email", False
    return (TAKES.get(name, "any") if first else "any"), False


def _compared(node: Node, above: Node) -> ValueType:
    """The type of the other side of a comparison, or of arithmetic."""
    left, right = above.child_by_field_name("left"), above.child_by_field_name("right")
    operator = above.child_by_field_name("operator")
    if left is None or right is None or operator is None:
        return "any"
    sign = text_of(operator)
    other = text_of(right if node.start_byte < right.start_byte else left)
    if sign in {"*", "/", "%", "-", "**"}:
        return "number"
    if sign not in {"===", "==", "!==", "!=", "<", ">", "<=", ">="}:
        return "any"
    if node.type == "unary_expression":
        return NAMED.get(other.strip("'\"`"), "any")
    return "any" if other in {"''", '""'} and sign.startswith("!") else literal(other)


def literal(code: str) -> ValueType:
    """The type of a default as it is written."""
    if code[:1] in {"'", '"', "`"}:
        return "string"
    if code in {"true", "false"}:
        return "boolean"
    if code.startswith("["):
        return "array"
    if code.startswith("{"):
        return "object"
    return "number" if code.lstrip("-")[:1].isdigit() else "any"


def outside(node: Node) -> Node | None:
    """What an expression stands in, parentheses and type assertions looked through."""
    above = node.parent
    while above is not None and above.type in THROUGH:
        above = above.parent
    return above


def callee_of(arguments: Node) -> str:
    """What the call is to that arguments are given to."""
    call = arguments.parent
    callee = (
        call.child_by_field_name("function") or call.child_by_field_name("constructor")
        if call
        else None
    )
    return text_of(callee) if callee is not None else ""
