"""The imports that a file of tests would have to repeat, written as they are."""

from collections.abc import Iterator

from tree_sitter import Node

from backlight.analysis.syntax import Source, field, text_of


def brought(source: Source, words: set[str]) -> str:
    """The imports of a file, as far as they bring some names; groups stay apart."""
    return "\n".join(_imports(source, words))


def _imports(source: Source, words: set[str]) -> Iterator[str]:
    end = None
    for node in source.root.named_children:
        if node.type not in {"import_statement", "import_from_statement"}:
            continue
        names = node.children_by_field_name("name")
        used = [n for n in names if _bound(n) & words]
        if not used:
            continue
        if end is not None and _top(node) != end:
            yield ""
        end = _top(node)
        module = field(node, "module_name")
        said = ", ".join(map(text_of, used))
        yield f"import {said}" if module is None else f"from {text_of(module)} import {said}"


def _bound(name: Node) -> set[str]:
    alias = field(name, "alias")
    return {text_of(alias) if alias is not None else text_of(name).partition(".")[0]}


def _top(node: Node) -> str:
    """Imports stand in one group with those that no empty line parts from them."""
    at, row = node, node.start_point.row
    while (above := at.prev_named_sibling) is not None and row - above.end_point.row == 1:
        at, row = above, above.start_point.row
    return str(at.start_byte)
