"""Names for new variables in a function of Python."""

from tree_sitter import Node

from backlight.analysis.syntax import descendants, field, text_of


def free(function: Node, *names: str) -> str:
    """The first of some names that the function does not use yet; with a number if it has all."""
    found = descendants(function, "identifier")
    taken = {text_of(n) for n in found if n.parent is None or n != field(n.parent, "attribute")}
    name, number = next((one for one in names if one not in taken), ""), 1
    while not name:
        number += 1
        name = next((at for one in names if (at := f"{one}_{number}") not in taken), "")
    return name
