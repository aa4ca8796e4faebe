"""Names for new variables in code of JavaScript."""

from tree_sitter import Node

from backlight.analysis.syntax import Source, descendants, text_of


def free(name: str, where: Source | Node) -> str:
    """A name that nothing has yet in a file or function."""
    root = where.root if isinstance(where, Source) else where
    kinds = ("identifier", "shorthand_property_identifier", "shorthand_property_identifier_pattern")
    taken = {text_of(node) for node in descendants(root, *kinds)}
    number, found = 1, name
    while found in taken:
        number += 1
        found = f"{name}{number}"
    return found
