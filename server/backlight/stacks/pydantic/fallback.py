"""What a read falls back to where that is no constant: it stays in the handler."""

from tree_sitter import Node

from backlight.analysis.python_uses import Read
from backlight.analysis.syntax import text_of
from backlight.edits import Edit, Refused
from backlight.stacks.pydantic.fields import Field, constant, converted
from backlight.stacks.pydantic.model import Style


def falling_back(
    read: Read, default: Node, mapping: Node, one: Field, style: Style, root: str
) -> list[Edit] | Refused:
    """`data.get("name", user.name)`: what is no constant can be no default of the schema.

    A `null` that was given stays, unless a number or a date is made of it.
    """
    owner = text_of(mapping) if mapping.type == "identifier" else root
    if not owner or (mapping.type != "identifier" and len(read.keys) > 1):
        return Refused(f"What `{one.name}` falls back to is computed; read it in two steps first.")
    start, end = read.node.start_byte, read.node.end_byte
    asked = f'"{one.attribute}" in {owner}{given(style)}'
    if constant(default) or converted(read.node) is not None:
        asked = f"{owner}.{one.attribute} is not None"
    text, why = f".{one.attribute} if {asked} else ", f"`{one.name}` is checked"
    loose = read.node.parent is not None and read.node.parent.type in OPEN
    head, tail = ("", "") if loose else ("(", ")")
    opened = [Edit(start, start, head, why)] if head else []
    return [
        *opened,
        Edit(mapping.end_byte, default.start_byte, text, why),
        Edit(default.end_byte, end, tail, why),
    ]


OPEN = frozenset(
    [
        "assignment",
        "argument_list",
        "keyword_argument",
        "return_statement",
        "pair",
        "parenthesized_expression",
    ]
)
"""Where a conditional expression needs no parentheses."""


def given(style: Style) -> str:
    """The fields that the client gave."""
    return ".__fields_set__" if style.version == 1 else ".model_fields_set"
