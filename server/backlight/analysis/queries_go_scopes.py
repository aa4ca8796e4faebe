"""The names that a scope of Go gives, each with every way it gets its value."""

from collections.abc import Iterator
from functools import lru_cache
from re import compile as regex

from tree_sitter import Node

from backlight.analysis.go_expressions import arguments
from backlight.analysis.go_imports import imports_of
from backlight.analysis.go_types import type_of
from backlight.analysis.queries_filled import filled
from backlight.analysis.queries_host import Binding, Bindings, gathered
from backlight.analysis.syntax import field, text_of, word_of

READS = regex(r"\.(?:S?Scan(?:ln|f)?|\w*Bind\w*|Decode|Unmarshal)$")
"""What fills the variables that it is given."""
WRITES = frozenset({"WriteString", "WriteByte", "WriteRune"})
"""Methods of `strings.Builder` and `bytes.Buffer` that add to their text."""
FUNCTIONS = frozenset({"function_declaration", "method_declaration", "func_literal"})


@lru_cache(maxsize=64)
def bindings(scope: Node) -> Bindings:
    """The names a function or file gives, each with every way it gets its value."""
    return gathered(_bound(scope))


def _bound(scope: Node) -> Iterator[tuple[str, Binding]]:
    if scope.type == "source_file":
        for name in imports_of(scope):
            yield name, Binding("import", scope)
    parameters = field(scope, "parameters")
    for one in parameters.named_children if parameters is not None else ():
        kind = type_of(field(one, "type"))
        for given in one.children_by_field_name("name"):
            yield text_of(given), Binding("param", one, type=kind)
    todo = [field(scope, "body") or scope]
    while todo:
        node = todo.pop()
        yield from _taken(node)
        todo.extend(c for c in reversed(node.named_children) if c.type not in FUNCTIONS)


def written(call: Node) -> tuple[str, Node] | None:
    """The name of a builder, and what a call writes to it: `sql.WriteString(more)`."""
    function, given = field(call, "function"), arguments(call)
    of = field(function, "operand")
    if word_of(function, "field") in WRITES and of is not None and len(given) == 1:
        return (text_of(of), given[0]) if of.type == "identifier" else None
    to = (
        field(given[0], "operand")
        if len(given) > 1 and given[0].type == "unary_expression"
        else None
    )
    prints = function is not None and text_of(function) in {"fmt.Fprintf", "fmt.Fprint"}
    return (text_of(to), given[1]) if prints and to is not None and len(given) == 2 else None


def builds(node: Node) -> tuple[str, Node] | None:
    """The builder that a string is written to first, and the call that does it."""
    call = node.parent.parent if node.parent is not None else None
    found = written(call) if call is not None and call.type == "call_expression" else None
    return (found[0], call) if found is not None and call is not None else None


def private(_function: Node, name: str) -> bool:
    """Whether a function is its package's own, which mostly means its file's own."""
    return name[:1].islower()


def _taken(node: Node) -> Iterator[tuple[str, Binding]]:
    yield from filled(node)
    if node.type in {"short_var_declaration", "assignment_statement"}:
        operator = node.child_by_field_name("operator")
        adds = operator is not None and text_of(operator) == "+="
        left, right = field(node, "left"), field(node, "right")
        yield from _pairs(node, _list(left), _list(right), adds=adds)
    elif node.type in {"var_spec", "const_spec"}:
        kind = type_of(field(node, "type"))
        names = node.children_by_field_name("name")
        for name, binding in _pairs(node, names, _list(field(node, "value")), adds=False):
            plain = binding.value is not None or not kind
            yield name, binding if plain else Binding("set", node, None, kind)
    elif node.type == "call_expression" and READS.search(text_of(field(node, "function") or node)):
        for one in arguments(node):
            inner = field(one, "operand") if one.type == "unary_expression" else None
            if inner is not None and inner.type == "identifier":
                yield text_of(inner), Binding("set", node, node)
    elif node.type == "call_expression" and (added := written(node)) is not None:
        yield added[0], Binding("add", node, added[1])
    elif node.type == "range_clause":
        over = field(node, "right")
        for one in _list(field(node, "left")):
            yield text_of(one), Binding("loop", node, over)


def _pairs(
    node: Node, names: list[Node], values: list[Node], *, adds: bool
) -> Iterator[tuple[str, Binding]]:
    for at, name in enumerate(names):
        lone = values[0] if len(values) == 1 else None
        value = values[at] if at < len(values) and len(values) == len(names) else lone
        yield text_of(name), Binding("add" if adds else "set", node, value)


def _list(node: Node | None) -> list[Node]:
    if node is None:
        return []
    return node.named_children if node.type == "expression_list" else [node]
