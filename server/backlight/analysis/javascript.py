"""What one JavaScript or TypeScript file says: imports, exports, values, functions, calls.

Nothing is run, and other files are `javascript_world`'s matter.
"""

from functools import lru_cache

from tree_sitter import Node

from backlight.analysis import javascript_declare as declare
from backlight.analysis.javascript_expressions import CLASSES, FUNCTIONS
from backlight.analysis.javascript_facts import Function, Import, Module, above
from backlight.analysis.javascript_keyed import keyed
from backlight.analysis.javascript_lengthen import lengthen
from backlight.analysis.javascript_names import request_of
from backlight.analysis.syntax import Source, captures


@lru_cache(maxsize=16)
def module(source: Source) -> Module:
    """What a file says; what stands in ERROR nodes is left out."""
    found = Module(source.path)
    nodes = {n.id: n for some in captures(source, _query(source.language)).values() for n in some}
    open_: list[tuple[int, str, bool]] = [(source.root.end_byte, "", False)]
    for node in sorted(nodes.values(), key=lambda n: (n.start_byte, -n.end_byte)):
        while len(open_) > 1 and node.start_byte >= open_[-1][0]:
            open_.pop()
        _, scope, handles = open_[-1]
        inner = _take(found, scope, node, handles=handles)
        if inner is not None:
            open_.append((node.end_byte, inner, handles or _handles(found, node)))
    found.keyed.extend(keyed(source, found))
    return found


def _query(language: str) -> str:
    fields = "field_definition" if language == "javascript" else "public_field_definition"
    types = "" if language == "javascript" else "(abstract_class_declaration) (enum_declaration)"
    kinds = " ".join(f"({kind})" for kind in sorted(FUNCTIONS | {"class_declaration", "class"}))
    return f"""[{kinds} {types} ({fields}) (import_statement) (export_statement)
      (variable_declarator) (assignment_expression) (augmented_assignment_expression)
      (call_expression) (new_expression) (return_statement) (for_in_statement)] @node"""


def _take(found: Module, scope: str, node: Node, *, handles: bool) -> str | None:
    """Note what a node says; the scope that it opens, if it does."""
    kind = node.type
    if kind in FUNCTIONS or kind in CLASSES:
        return declare.function(found, scope, node)
    if kind == "for_in_statement":
        return declare.loop(found, scope, node)
    if not handles:
        _TAKEN.get(kind, declare.attribute)(found, scope, node)
    return None


_TAKEN = {
    "call_expression": declare.called,
    "new_expression": declare.called,
    "variable_declarator": declare.declare,
    "assignment_expression": declare.assign,
    "augmented_assignment_expression": lengthen,
    "return_statement": declare.returned,
    "import_statement": declare.move,
    "export_statement": declare.export,
    "enum_declaration": declare.enumerated,
}


def _handles(found: Module, node: Node) -> bool:
    """Whether a node is a request handler: what it calls says nothing of routes."""
    one = found.functions.get(node.start_byte)
    return one is not None and request_of(one.parameters) is not None


__all__ = ["Function", "Import", "Module", "above", "module"]
