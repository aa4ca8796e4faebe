"""Walk the statements of a Python file."""

from collections.abc import Iterator

from tree_sitter import Node

from backlight.analysis.python_expressions import parts
from backlight.analysis.syntax import Span, ancestors, span_of, text_of
from backlight.analysis.touched import touching


def walk(root: Node, within: Span | None = None) -> Iterator[tuple[str, Node]]:
    """Every statement with the scope it stands in, in order; expressions are not entered.

    With a span, only what touches it.
    """
    todo: list[tuple[str, Node]] = [("", root)]
    while todo:
        scope, node = todo.pop()
        kind = node.type
        if kind.endswith(("_statement", "_definition", "comment")):
            yield scope, node
        if kind not in _OPEN:
            continue
        inner = scope
        if kind in {"function_definition", "class_definition"}:
            inner = f"{scope}.{name_of(node)}".strip(".")
        below = node.named_children if within is None else _named(node, within)
        todo.extend([(inner, child) for child in reversed(below)])


def _named(node: Node, within: Span) -> list[Node]:
    return [child for child in touching(node, within) if child.is_named]


def name_of(definition: Node) -> str:
    """The name that a `def` or `class` gives."""
    name = definition.child_by_field_name("name")
    return text_of(name) if name is not None else ""


def decorators_of(definition: Node) -> list[Node]:
    """The expressions that decorate a `def` or `class`, outermost first."""
    above = definition.parent
    if above is None or above.type != "decorated_definition":
        return []
    found = [parts(n) for n in above.named_children if n.type == "decorator"]
    return [inner[0] for inner in found if inner]


def whole(definition: Node) -> Span:
    """From the first decorator of a `def` or `class` to its end."""
    above = definition.parent
    if above is not None and above.type == "decorated_definition":
        return span_of(above)
    return span_of(definition)


def is_own(node: Node) -> bool:
    """Whether a statement of a function says nothing to who is outside of it."""
    if node.type != "expression_statement":
        return node.type == "for_statement"
    return all(_is_local(part) for part in parts(node))


def _is_local(part: Node) -> bool:
    """Whether a call or an assignment leaves alone what others know, such as `self.name`."""
    left, right = part.child_by_field_name("left"), part.child_by_field_name("right")
    if left is None:
        return part.type != "call" or not (part.text or b"").startswith(b"self.routes[")
    if left.type != "identifier" or text_of(left) == "trailing_slash":
        return False
    return right is None or right.type != "assignment" or _is_local(right)


def in_class(node: Node) -> bool:
    """Whether a `def` is a method."""
    above = node.parent
    while above is not None and above.type in {"block", "decorated_definition"}:
        above = above.parent
    return above is not None and above.type == "class_definition"


_OPEN = frozenset(
    {
        "module",
        "block",
        "decorated_definition",
        "function_definition",
        "class_definition",
        "if_statement",
        "else_clause",
        "elif_clause",
        "try_statement",
        "except_clause",
        "finally_clause",
        "with_statement",
        "for_statement",
        "while_statement",
        "match_statement",
        "case_clause",
    }
)


def asserted(node: Node) -> bool:
    """Whether an expression is what a test asserts: `assert x`, `self.assertEqual(x, 3)`."""
    for above in ancestors(node):
        if above.type == "assert_statement":
            return True
        if above.type == "call":
            called = above.child_by_field_name("function")
            name = text_of(called).rpartition(".")[2] if called is not None else ""
            if name.startswith("assert"):
                return True
        if above.type == "block":
            return False
    return False
