"""What a chain of GORM starts from: a handle, or a variable that holds the chain's beginning."""

from tree_sitter import Node

from backlight.analysis.queries_go_names import HOST
from backlight.analysis.queries_lookup import lookup
from backlight.analysis.syntax import ancestors, descendants, field, text_of
from backlight.stacks.gorm.queries import FUNCTIONS, STEPS, steps_of
from backlight.stacks.statement import Uncertain

HANDLES = ("db", "tx", "conn", "orm", "database", "connection", "gorm.open", ".begin")
"""How the names of handles end, and of functions that give one."""
FRESH = {"Begin", "WithContext", "Debug", "Session"}
"""Steps that leave a handle what it is."""


def held(root: Node) -> list[tuple[str, Node]]:
    """The steps that stand in the variable a chain starts from, the last one first.

    Sound where the variable is given once and used once: a chain of GORM keeps what is added to it.
    """
    found = lookup(root, text_of(root), HOST) or () if root.type == "identifier" else ()
    values = [one.value for one in found if one.value is not None]
    if all(map(_plain, values)):
        if not values and not _handle(root):
            raise Uncertain(f"`{text_of(root)[:40]}` may hold conditions")
        return []
    if len(found) != 1:
        raise Uncertain(f"`{text_of(root)}` is given more than once")
    steps, start = steps_of(values[0])
    function = next((one for one in ancestors(root) if one.type in FUNCTIONS), root)
    uses = [one for one in descendants(function, "identifier") if text_of(one) == text_of(root)]
    if len(uses) != 2 or not {step for step, _ in steps} <= STEPS | FRESH:
        raise Uncertain(f"`{text_of(root)}` is used more than once, or made elsewhere")
    return [*steps, *held(start)]


def _plain(value: Node) -> bool:
    """Whether a value is a handle that asks for nothing yet."""
    if _handle(value):
        return True
    steps, start = steps_of(value)
    return bool(steps) and {step for step, _ in steps} <= FRESH and _plain(start)


def _handle(node: Node) -> bool:
    named = field(node, "function") if node.type == "call_expression" else node
    return named is not None and text_of(named).lower().endswith(HANDLES)
