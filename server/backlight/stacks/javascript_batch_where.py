"""Which condition of a read names the item of a loop, and whether the others stay the same."""

from collections.abc import Mapping, Sequence

from tree_sitter import Node

from backlight.analysis.facts import Query
from backlight.analysis.javascript_expressions import parts
from backlight.analysis.syntax import Source, descendants, field, text_of
from backlight.stacks.javascript_batch_loop import Loop, loop_of, property_of
from backlight.stacks.javascript_calm import changed

VALUES = {"member_expression", "identifier", "shorthand_property_identifier"}
"""How the key of an item is written."""
NAMES = ("identifier", "shorthand_property_identifier", "shorthand_property_identifier_pattern")
ACTS = (
    "call_expression",
    "new_expression",
    "await_expression",
    "template_string",
    "arrow_function",
)


def by_item(source: Source, query: Query, where: Mapping[str, Node]) -> tuple[str, Node] | None:
    """The one condition that names the item; `None` unless all others say the same in each turn."""
    loop = loop_of(source, query)
    if loop is None:
        return None
    own = [
        (key, value)
        for key, value in where.items()
        if value.type in VALUES and property_of(loop, value) is not None
    ]
    others = [value for key, value in where.items() if (key, value) not in own]
    return own[0] if len(own) == 1 and all(_steady(loop, one) for one in others) else None


def _steady(loop: Loop, value: Node) -> bool:
    """Whether a value does nothing, and is made of what the loop neither makes nor changes."""
    said = {text_of(one) for one in (value, *descendants(value, *NAMES)) if one.type in NAMES}
    made = {
        text_of(name)
        for one in descendants(loop.node, "variable_declarator", "formal_parameters")
        for name in descendants(field(one, "name") or one, *NAMES)
    }
    made |= {part.strip() for part in loop.item.strip("{} \n").split(",")}
    made |= {text_of(field(one, "parameter") or one) for one in _arrows(loop)}
    acts = any(True for _ in descendants(value, *ACTS)) or value.type in ACTS
    return not acts and not said & made and not any(changed(loop.node, one) for one in said)


def _arrows(loop: Loop) -> Sequence[Node]:
    return list(descendants(loop.node, "arrow_function"))


def instead(where: Node, key: str, asked: str) -> str:
    """The conditions with another one in place of that on the key."""
    said = [asked if _key(one) == key else text_of(one) for one in parts(where)]
    return f"{{ {', '.join(said)} }}"


def _key(one: Node) -> str:
    return text_of(field(one, "key") or one).strip("\"'")
