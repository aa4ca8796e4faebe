"""The names that a scope of JavaScript gives, each with every way it gets its value."""

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import Literal

from tree_sitter import Node

from backlight.analysis.javascript_expressions import CLASSES, FUNCTIONS
from backlight.analysis.queries_filled import filled
from backlight.analysis.queries_host import Binding, Bindings, gathered
from backlight.analysis.syntax import ancestors, text_of, word_of

CALLBACKS = frozenset({"map", "forEach", "filter", "flatMap", "reduce", "some", "every"})


@lru_cache(maxsize=64)
def bindings(scope: Node) -> Bindings:
    """The names a function, class or file gives, each with every way it gets its value."""
    return gathered(_bound(scope))


def _bound(scope: Node) -> Iterator[tuple[str, Binding]]:
    given = scope.child_by_field_name("parameters") or scope.child_by_field_name("parameter")
    if given is not None and given.type == "identifier":
        yield text_of(given), _parameter(scope, given)
    elif given is not None:
        for one in given.named_children:
            for name in _names(one.child_by_field_name("pattern") or one):
                kind = word_of(one, "type")
                yield text_of(name), _parameter(scope, one, kind)
    todo = [scope.child_by_field_name("body") or scope]
    while todo:
        node = todo.pop()
        yield from _taken(node)
        children = reversed(node.named_children)
        todo.extend(c for c in children if c.type not in FUNCTIONS | CLASSES | {"string"})


def _parameter(scope: Node, node: Node, kind: str = "") -> Binding:
    """A parameter; that of `xs.map(x => …)` is an item of `xs`."""
    if _virtual(scope):
        return Binding("import", node, type=kind)
    above = scope.parent.parent if scope.parent is not None else None
    if above is not None and above.type == "call_expression":
        function = above.child_by_field_name("function")
        receiver = function.child_by_field_name("object") if function is not None else None
        each = function is not None and word_of(function, "property") in CALLBACKS
        if receiver is not None and each:
            return Binding("loop", node, receiver, kind)
    return Binding("param", node, type=kind)


def _virtual(scope: Node) -> bool:
    """Whether TypeORM itself calls a function: `@VirtualColumn({ query: (alias) => … })`."""
    pair = scope.parent
    given = pair.parent.parent if pair is not None and pair.parent is not None else None
    call = given.parent if given is not None and given.type == "arguments" else None
    return call is not None and (call.text or b"").startswith(b"VirtualColumn(")


def private(function: Node, name: str) -> bool:
    """Whether a function is called in its own file alone: it is not exported, nor a method."""
    above = function.parent
    while above is not None and above.type in {"variable_declarator", "lexical_declaration"}:
        above = above.parent
    if above is None or above.type in {"export_statement", "class_body", "pair", "object"}:
        marked = any(c.type == "accessibility_modifier" for c in function.children)
        return marked and b"private" in (function.text or b"")[:40]
    root = list(ancestors(function))[-1]
    return re.search(_EXPORTED.replace("NAME", re.escape(name)).encode(), root.text or b"") is None


_EXPORTED = (
    r"exports\b[^;\n]*\bNAME\b|export\s*(?:default\s+)?\{[^}]*\bNAME\b"
    r"|exports\s*=\s*\{[^}]*\bNAME\b"
)


def _taken(node: Node) -> Iterator[tuple[str, Binding]]:
    left, right = node.child_by_field_name("left"), node.child_by_field_name("right")
    yield from filled(node)
    if node.type in {"variable_declarator", "public_field_definition", "field_definition"}:
        name = node.child_by_field_name("name") or node.child_by_field_name("property")
        binding = Binding("set", node, node.child_by_field_name("value"), word_of(node, "type"))
        yield from ((text_of(one), binding) for one in _names(name))
    elif node.type in {"assignment_expression", "for_in_statement"}:
        kind: Literal["set", "loop"] = "loop" if node.type == "for_in_statement" else "set"
        yield from ((text_of(one), Binding(kind, node, right)) for one in _names(left))
    elif node.type == "augmented_assignment_expression" and left is not None:
        yield text_of(left), Binding("add", node, right)
    elif node.type in {"import_specifier", "namespace_import", "import_clause"}:
        for one in node.named_children:
            if one.type == "identifier":
                yield text_of(one), Binding("import", node)


def _names(pattern: Node | None) -> Iterator[Node]:
    """The names in a pattern: `{ a, b: c = 1, ...d }`."""
    if pattern is None:
        return
    if pattern.type in {
        "identifier",
        "member_expression",
        "shorthand_property_identifier_pattern",
        "property_identifier",
        "private_property_identifier",
    }:
        yield pattern
    elif pattern.type in {
        "object_pattern",
        "array_pattern",
        "pair_pattern",
        "rest_pattern",
        "object_assignment_pattern",
        "assignment_pattern",
    }:
        left = pattern.child_by_field_name("left") or pattern.child_by_field_name("value")
        for child in [left] if left is not None else pattern.named_children:
            yield from _names(child)
