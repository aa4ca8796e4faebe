"""What type a value must have, from how a Python function uses it."""

from collections import Counter
from collections.abc import Iterator
from re import compile as regex

from tree_sitter import Node

from backlight.analysis.facts import ValueType
from backlight.analysis.python_expressions import parts, string
from backlight.analysis.python_locals import argument_of, assignments, called, climb, occurrences
from backlight.analysis.python_vocabulary import CLASSES, CONVERTED, LITERALS, TEXTUAL
from backlight.analysis.syntax import text_of

KEY = regex(r"(?:^|_)id$|Id$")
"""Names of keys of rows: a text as the default says that none was given, not that all are texts."""
COUNTED = regex(r"(?i)(?:^|_)(?:page|limit|offset|skip|size|count|quantity|qty|year|age)$")
"""Names of whole numbers."""
PIECE = regex(r"\W+")
"""What is looked for in a text, `"@" in email`, and is no key of an object."""


def type_of(function: Node, places: list[Node], default: Node | None, name: str) -> ValueType:
    """The type of a value read at some places of a function, `any` if its use does not say.

    What contradicts itself is `any`; an integer used as a number is a number. What is added to,
    compared or given a whole default may have a fraction, if its name does not say that it counts.
    """
    said: Counter[ValueType] = Counter()
    for place in places:
        said.update(_uses(function, place, 2))
    usual = literal_type(default)
    if usual == "integer" and set(said) <= {"integer", "number"}:
        said[next(iter(said), "integer" if COUNTED.search(name) else "number")] += 1
    elif usual != "any" and not (usual == "string" and KEY.search(name)):
        said[usual] += 1
    kinds = set(said)
    if kinds == {"integer", "number"}:
        return "number"
    if len(kinds) > 1:
        return "any"
    kind: ValueType = next(iter(kinds), "any")
    if kind in {"any", "string"} and (name == "email" or name.endswith("_email")):
        return "email"
    return kind


def literal_type(node: Node | None) -> ValueType:
    """The type of a literal, one with a sign too."""
    if node is not None and node.type == "unary_operator":
        return literal_type(node.child_by_field_name("argument"))
    return LITERALS.get(node.type, "any") if node is not None else "any"


def _uses(function: Node, node: Node, hops: int) -> Iterator[ValueType]:
    node = climb(node)
    above = node.parent
    if above is None:
        return
    match above.type:
        case "attribute" if above.child_by_field_name("object") == node:
            yield from _method(above)
        case "comparison_operator":
            yield from _compared(node, above)
        case "binary_operator":
            yield from _calculated(node, above)
        case "for_statement" | "for_in_clause":
            yield from _gone_over(node, above)
        case "subscript" if above.child_by_field_name("value") == node:
            yield from _indexed(above)
        case "boolean_operator" if above.child_by_field_name("left") == node:
            yield from _or_else(above)
            yield from _uses(function, above, hops)
        case "assignment" if hops and above.child_by_field_name("right") == node:
            yield from _named(function, above, hops - 1)
        case "argument_list":
            yield from _argument(node, above)
        case _:
            return


def _gone_over(node: Node, loop: Node) -> Iterator[ValueType]:
    if loop.child_by_field_name("right") == node:
        yield "array"


def _indexed(subscript: Node) -> Iterator[ValueType]:
    keys = subscript.children_by_field_name("subscript")
    if any(key.type == "integer" for key in keys):
        yield "array"


def _named(function: Node, assignment: Node, hops: int) -> Iterator[ValueType]:
    """The value goes on under a local name, which is bound only once."""
    left = assignment.child_by_field_name("left")
    if left is None or left.type != "identifier":
        return
    if len(assignments(function, text_of(left))) == 1:
        for place in occurrences(function, text_of(left)):
            yield from _uses(function, place, hops)


def _method(attribute: Node) -> Iterator[ValueType]:
    name = text_of(parts(attribute)[-1])
    if name in TEXTUAL:
        yield "string"
    elif name in {"append", "extend", "sort", "insert"}:
        yield "array"
    elif name in {"items", "keys", "values"}:
        yield "object"
    elif name in {"isoformat", "astimezone", "timestamp"}:
        yield "datetime"


def _compared(node: Node, above: Node) -> Iterator[ValueType]:
    operators = {c.type for c in above.children if not c.is_named}
    for other in above.named_children:
        if other == node:
            continue
        if operators & {"in", "not in"}:
            first = above.named_children[0]
            if first == node and other.type in {"list", "tuple", "set"}:
                yield from {LITERALS[n.type] for n in parts(other) if n.type in LITERALS}
            elif first == other and PIECE.fullmatch(string(other) or "a"):
                yield "string"
        elif other.type in LITERALS:
            yield "number" if other.type == "integer" else LITERALS[other.type]
        elif other.type == "unary_operator":
            yield "number"


def _calculated(node: Node, above: Node) -> Iterator[ValueType]:
    left, right = above.child_by_field_name("left"), above.child_by_field_name("right")
    other = right if left == node else left
    operator = above.child_by_field_name("operator")
    sign = text_of(operator) if operator is not None else ""
    if sign == "+" and other is not None:
        if other.type in {"string", "integer", "float"}:
            yield "string" if other.type == "string" else "number"
    elif sign == "*" and (other is None or other.type not in {"integer", "float"}):
        return
    elif sign in {"-", "*", "/", "**"} or (sign in {"//", "%"} and left == node):
        yield "number"
    elif sign in {"&", "|", "<<", ">>"} and left == node:
        yield "integer"


def _or_else(above: Node) -> Iterator[ValueType]:
    """`data.get("age") or 3`."""
    operator, right = above.child_by_field_name("operator"), above.child_by_field_name("right")
    if operator is not None and operator.type == "or" and right is not None:
        kind = literal_type(right)
        if kind != "any" and right.type not in {"true", "false"}:
            yield kind


def _argument(node: Node, arguments: Node) -> Iterator[ValueType]:
    call, args = argument_of(node), parts(arguments)
    if call is None or args[:1] != [node]:
        return
    name = called(call)
    if name in CONVERTED:
        yield CONVERTED[name]
    elif name == "isinstance" and len(args) == 2:
        yield from filter(None, [CLASSES.get(text_of(args[1]))])
    elif name in {"sum", "enumerate", "any", "all"} or name.endswith(".join"):
        yield "array"
