"""Import a new file the way, and in the place, in which its sibling is imported."""

from collections.abc import Iterator

from tree_sitter import Node

from backlight.analysis.syntax import Source, text_of
from backlight.edits import Edit

OPEN = ("statement", "block", "definition", "clause")


def imported_from(source: Source) -> dict[str, str]:
    """Name -> module as it is written, for each name a file imports, also inside functions."""
    return {local: module for local, module, _ in _imports(source)}


def import_beside(source: Source, sibling: str, module: str, name: str) -> list[Edit]:
    """The import of a name, beside that of a sibling: in its statement if the module is the same.

    Where an import stands can matter (circular imports), so it is not put at the top.
    """
    found = next((node for local, _, node in _imports(source) if local == sibling), None)
    if found is None:
        return []
    why = "the new routes are served"
    given = found.child_by_field_name("module_name")
    if given is not None and text_of(given) == module:
        names = found.children_by_field_name("name")
        after = next((n for n in names if _ordered(names) and text_of(n) > name), None)
        if after is not None and after.start_point.row == found.start_point.row:
            return [Edit(after.start_byte, after.start_byte, f"{name}, ", why)]
        last = names[-1]
        gap = " "
        if last.start_point.row != found.start_point.row:
            gap = "\n" + source.text.indent(last.start_byte)
        return [Edit(last.end_byte, last.end_byte, f",{gap}{name}", why)]
    text = f"\n{source.text.indent(found.start_byte)}from {module} import {name}"
    return [Edit(found.end_byte, found.end_byte, text, why)]


def _imports(source: Source) -> Iterator[tuple[str, str, Node]]:
    todo: list[Node] = [source.root]
    while todo:
        node = todo.pop()
        if node.type == "import_from_statement":
            module = node.child_by_field_name("module_name")
            for name in node.children_by_field_name("name"):
                alias = name.child_by_field_name("alias")
                local = text_of(alias) if alias is not None else text_of(name)
                yield local, text_of(module) if module is not None else "", node
        todo.extend(n for n in node.named_children if n.type.endswith(OPEN))


def _ordered(names: list[Node]) -> bool:
    texts = [text_of(name) for name in names]
    return texts == sorted(texts)
