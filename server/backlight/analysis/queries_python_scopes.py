"""The names that a scope of Python gives, each with every way it gets its value."""

from collections.abc import Iterator
from functools import lru_cache

from tree_sitter import Node

from backlight.analysis.queries_filled import filled
from backlight.analysis.queries_host import Binding, Bindings, gathered
from backlight.analysis.queries_python_constant import running
from backlight.analysis.syntax import text_of

CLOSED = frozenset(
    {"function_definition", "class_definition", "decorated_definition", "string", "comment"}
)
"""What gives no name to the scope around it, and in a long file is nearly all there is."""


@lru_cache(maxsize=64)
def bindings(scope: Node) -> Bindings:
    """The names a function, class or file gives, each with every way it gets its value."""
    return gathered(_bound(scope))


def _bound(scope: Node) -> Iterator[tuple[str, Binding]]:
    parameters = scope.child_by_field_name("parameters")
    for given in parameters.named_children if parameters is not None else ():
        yield from _parameter(given)
    todo = [scope.child_by_field_name("body") or scope]
    while todo:
        node = todo.pop()
        yield from _taken(node)
        todo.extend(child for child in reversed(running(node)) if child.type not in CLOSED)


def _parameter(node: Node) -> Iterator[tuple[str, Binding]]:
    if node.type == "identifier":
        yield text_of(node), Binding("param", node)
        return
    inner = node.named_children[0] if node.named_children else node
    name = node.child_by_field_name("name") or inner
    kind, default = node.child_by_field_name("type"), node.child_by_field_name("value")
    said = text_of(kind) if kind is not None else ""
    if not said and default is not None and default.type in _NUMBERS:
        said = "int"  # nobody gives something else in the place of a number
    yield text_of(name).lstrip("*"), Binding("param", node, type=said)


_NUMBERS = frozenset({"integer", "float", "true", "false"})


def private(function: Node, name: str) -> bool:
    """Whether nobody outside of the file calls a function: by its name, or where it stands."""
    above = function.parent
    while above is not None and above.type in {"block", "decorated_definition"}:
        above = above.parent
    inner = above is not None and above.type == "function_definition"
    return inner or (name.startswith("_") and not name.endswith("__"))


def _taken(node: Node) -> Iterator[tuple[str, Binding]]:
    left, right = node.child_by_field_name("left"), node.child_by_field_name("right")
    yield from filled(node)
    match node.type:
        case "assignment" if left is not None:
            kind = node.child_by_field_name("type")
            said = text_of(kind) if kind is not None else ""
            yield from _targets(left, right, Binding("set", node, right, said))
        case "augmented_assignment" if left is not None:
            yield text_of(left), Binding("add", node, right)
        case "named_expression":
            name = node.child_by_field_name("name")
            if name is not None:
                yield text_of(name), Binding("set", node, node.child_by_field_name("value"))
        case "for_statement" | "for_in_clause" if left is not None:
            yield from _targets(left, None, Binding("loop", node, right))
        case "as_pattern_target":
            yield text_of(node), Binding("set", node)
        case "import_statement" | "import_from_statement":
            for child in node.children_by_field_name("name"):
                alias = child.child_by_field_name("alias")
                said = text_of(alias if alias is not None else child)
                yield said.split(".")[0] if alias is None else said, Binding("import", node)


def _targets(left: Node, right: Node | None, binding: Binding) -> Iterator[tuple[str, Binding]]:
    if left.type in {"identifier", "attribute"}:
        yield text_of(left), binding
    if left.type in {"identifier", "attribute", "subscript"}:
        return
    names = left.named_children
    values = right.named_children if right is not None and right.type in _MANY else []
    for n, name in enumerate(names):
        value = values[n] if len(values) == len(names) else binding.value
        yield text_of(name), Binding(binding.kind, binding.at, value, binding.type)


_MANY = frozenset({"expression_list", "tuple", "list"})
