"""Whether the rows of a query of Sequelize are given to somebody, who would be given more."""

from tree_sitter import Node

from backlight.analysis.syntax import field, word_of

WHOLE = {"toJSON", "get", "dataValues", "reload"}
"""What gives all that a row holds."""


def alone(name: Node) -> bool:
    """Whether rows are gone over or counted."""
    above = name.parent
    if above is not None and above.type == "for_in_statement":
        return field(above, "right") == name
    word = word_of(above, "property") if above is not None else ""
    return word in {"length", "map", "forEach"} and field(above, "object") == name


def whole(name: Node, loop: Node) -> bool:
    """Whether somebody is given a row, or all that it holds."""
    above = name.parent
    if above is None or above.type in {"formal_parameters", "required_parameter"}:
        return False
    if above == loop or field(above, "parameter") == name:
        return False
    return above.type != "member_expression" or word_of(above, "property") in WHOLE
