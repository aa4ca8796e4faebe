"""What the methods of a class give its fields."""

from functools import lru_cache

from tree_sitter import Node

from backlight.analysis.queries_host import Expr, Host
from backlight.analysis.queries_words import named
from backlight.analysis.syntax import ancestors, descendants, field, text_of

MOST = 6
"""Values that are followed; what is given more of them may be anything."""
CLASSES = named("class_declaration class_definition class record_declaration enum_declaration")


def given_field(declared: Node, said: Expr, host: Host) -> tuple[Node, ...]:
    """The values that a field is given in the methods of its class, if a method reads it."""
    if all(a.type not in host.functions for a in ancestors(said.node)):
        return ()  # What fields begin with is worked out before any method runs
    above = next((a for a in ancestors(declared) if a.type == "field_declaration"), None)
    of = next((a for a in ancestors(declared) if a.type in CLASSES), None)
    if above is None or of is None:
        return ()
    found = _given(of).get(said.word, ())
    return found if len(found) <= MOST else ()


@lru_cache(maxsize=16)
def _given(of: Node) -> dict[str, tuple[Node, ...]]:
    found: dict[str, list[Node]] = {}
    for node in descendants(of, "assignment_expression"):
        left, right = field(node, "left"), field(node, "right")
        if left is not None and right is not None:
            found.setdefault(text_of(left).removeprefix("this."), []).append(right)
    return {name: tuple(values) for name, values in found.items()}
