"""The names that a scope of Ruby gives, each with every way it gets its value."""

from collections.abc import Iterator
from functools import lru_cache

from tree_sitter import Node

from backlight.analysis.queries_filled import filled
from backlight.analysis.queries_host import Binding, Bindings, gathered
from backlight.analysis.syntax import field, text_of, word_of

FUNCTIONS = frozenset({"method", "singleton_method", "lambda"})
CLASSES = frozenset({"class", "module", "singleton_class"})
PARAMETERS = frozenset(
    {"optional_parameter", "keyword_parameter", "splat_parameter", "hash_splat_parameter"}
)


@lru_cache(maxsize=64)
def bindings(scope: Node) -> Bindings:
    """The names a method, class or file gives, each with every way it gets its value."""
    return gathered(_bound(scope))


def _bound(scope: Node) -> Iterator[tuple[str, Binding]]:
    for one in _parameters(scope):
        yield text_of(one), Binding("param", one)
    todo = [field(scope, "body") or scope]
    while todo:
        node = todo.pop()
        yield from _taken(node)
        inside = (c for c in reversed(node.named_children) if c.type not in FUNCTIONS | CLASSES)
        todo.extend(inside)


def _parameters(scope: Node) -> Iterator[Node]:
    given = field(scope, "parameters")
    for one in given.named_children if given is not None else ():
        name = field(one, "name") if one.type in PARAMETERS else one
        if name is not None and name.type == "identifier":
            yield name


def _taken(node: Node) -> Iterator[tuple[str, Binding]]:
    left, right = field(node, "left"), field(node, "right")
    yield from filled(node)
    if node.type == "assignment" and left is not None:
        names = left.named_children if left.type == "left_assignment_list" else [left]
        for name in names:
            yield text_of(name), Binding("set", node, right)
    elif node.type == "operator_assignment" and left is not None:
        operator = field(node, "operator")
        adds = operator is not None and text_of(operator) in {"+=", "<<="}
        yield text_of(left), Binding("add" if adds else "set", node, right)
    elif node.type == "binary" and left is not None:
        operator = field(node, "operator")
        if operator is not None and text_of(operator) == "<<" and left.type == "identifier":
            yield text_of(left), Binding("add", node, right)
    elif node.type == "call" and (added := _added(node)) is not None:
        yield text_of(field(node, "receiver") or node), Binding("add", node, added)
    elif node.type == "call" and (block := field(node, "block")) is not None:
        for name in _parameters(block):
            yield text_of(name), Binding("loop", name, field(node, "receiver"))


def _added(call: Node) -> Node | None:
    """What `query.concat(more)` adds to a name."""
    of, given = field(call, "receiver"), field(call, "arguments")
    adds = word_of(call, "method") == "concat" and of is not None and of.type == "identifier"
    return given.named_children[0] if adds and given is not None and given.named_children else None
