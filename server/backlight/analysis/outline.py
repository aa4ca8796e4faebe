r"""The outline of a file: its types and functions, by line, whatever the language.

>>> from backlight.analysis.syntax import parse
>>> from backlight.text import Text
>>> list(outline(parse("a.py", Text("class A:\n    def f(self): pass\n"))))
[(1, 'A'), (2, '  f')]
"""

from collections.abc import Iterator

from tree_sitter import Node

from backlight.analysis.scopes import FUNCTIONS
from backlight.analysis.syntax import Source, field, line_of, text_of

TYPES = frozenset(
    {"class_definition", "class_declaration", "class", "module", "interface_declaration"}
    | {"enum_declaration", "record_declaration", "type_spec", "type_alias_declaration"}
)
"""What grammars call a type that has a name of its own."""
VALUES = frozenset({"arrow_function", "function_expression", "function"})
"""What a name of JavaScript can be given to be a function."""
LONGEST = 120


def outline(source: Source) -> Iterator[tuple[int, str]]:
    """Each type and function with its line, from 1; members are set in below their type."""
    todo = [(source.root, 0)] if source.tree is not None else []
    while todo:
        node, depth = todo.pop()
        name = _name(node)
        if name is not None:
            yield line_of(node), "  " * depth + text_of(name)[:LONGEST]
        if name is None or node.type in TYPES:
            deeper = depth + (name is not None)
            todo.extend((child, deeper) for child in reversed(node.named_children))


def _name(node: Node) -> Node | None:
    """The name that a node declares, if it declares a type or a function."""
    if node.type in TYPES or node.type in FUNCTIONS:
        return field(node, "name")
    value = field(node, "value") if node.type == "variable_declarator" else None
    return field(node, "name") if value is not None and value.type in VALUES else None
