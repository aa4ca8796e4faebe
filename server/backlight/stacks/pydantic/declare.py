"""Declare a schema where the project keeps them, and make its name known to the handler."""

from tree_sitter import Node

from backlight.analysis.syntax import Source
from backlight.edits import Change, Edit, change
from backlight.stacks.pydantic.imports import add_imports
from backlight.stacks.pydantic.model import Model
from backlight.stacks.pydantic.place import Home


def declare(
    source: Source,
    function: Node,
    home: Home,
    made: Model,
    wanted: dict[str, set[str]],
    policy: str,
) -> Change:
    """The schema in its file, and the imports of both files; `wanted` is what the handler needs."""
    why = f"what the request must hold; {policy}"
    if home.file is None:
        at = above(source, function)
        every = {module: set(names) for module, names in wanted.items()}
        for module, names in made.imports.items():
            every.setdefault(module, set()).update(names)
        text = f"{_gap(source, at)}{made.text}\n\n"
        return Change({source.path: (*add_imports(source, every), Edit(at, at, text, why))})
    data = home.file.text.data
    gap = "\n\n" if data.endswith(b"\n") or not data else "\n\n\n"
    there = [
        *add_imports(home.file, made.imports),
        Edit(len(data), len(data), gap + made.text, why),
    ]
    here = add_imports(source, {**wanted, home.module: {made.name}})
    return change((home.file.path, there), (source.path, here))


def _gap(source: Source, at: int) -> str:
    """What is missing of the two empty lines above a class."""
    before = source.text.data[max(0, at - 6) : at].replace(b"\r", b"")
    blank = len(before) - len(before.rstrip(b"\n"))
    return "" if at == 0 else "\n" * (3 - min(blank, 3))


def above(source: Source, function: Node) -> int:
    """Above the top-level statement a handler stands in, and above its comments."""
    node = function
    while node.parent is not None and node.parent.parent is not None:
        node = node.parent
    row = node.start_point.row
    before = node.prev_named_sibling
    while before is not None and before.type == "comment" and before.end_point.row == row - 1:
        start, _ = source.text.line(before.start_point.row)
        if start != before.start_byte:
            break
        node, row, before = before, before.start_point.row, before.prev_named_sibling
    return node.start_byte
