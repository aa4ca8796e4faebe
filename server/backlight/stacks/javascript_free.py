"""Names for new variables in code of JavaScript."""

from tree_sitter import Node

from backlight.analysis.syntax import Source, descendants, text_of


def free(name: str, where: Source | Node) -> str:
    """A name that nothing has yet in a file or function."""
    root = where.root if isinstance(where, Source) else where
    data = where.text.data if isinstance(where, Source) else where.text or b""
    number, found = 1, name
    while found.encode() in data and found in _taken(root):
        number += 1
        found = f"{name}{number}"
    return found


def _taken(root: Node) -> set[str]:
    kinds = ("identifier", "shorthand_property_identifier", "shorthand_property_identifier_pattern")
    return {text_of(node) for node in descendants(root, *kinds)}
