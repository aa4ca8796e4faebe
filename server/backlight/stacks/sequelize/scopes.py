"""The scope of a model that holds for each of its reads, and what a read with it asks for."""

from tree_sitter import Node

from backlight.analysis.javascript_expressions import key_of
from backlight.analysis.syntax import descendants, field, text_of
from backlight.stacks.javascript_bound import bare, options
from backlight.stacks.sequelize.decorated import Class
from backlight.stacks.sequelize.values import pairs
from backlight.stacks.statement import Uncertain

Asked = dict[str, list[Node]]
"""What a read asks for by key, that of the scope first."""
TOGETHER = {"where", "include"}
"""What a scope says of these holds besides what a read says."""


NAME = "defaultScope"


def in_call(call: Node) -> Node | None:
    """The object of `defaultScope` in a call that defines a model."""
    pairs = (one for one in descendants(call, "pair") if key_of(field(one, "key")) == NAME)
    return next((value for one in pairs if (value := field(one, "value")) is not None), None)


def in_class(one: Class) -> Node | None:
    """The object that `@DefaultScope(() => ({ … }))` gives."""
    above = one.node.parent.children if one.node.parent is not None else []
    for mark in (n for n in (*above, *one.node.children) if n.type == "decorator"):
        if text_of(mark).startswith("@DefaultScope"):
            return next(iter(descendants(mark, "object")), None)
    return None


def asked(said: dict[str, Node], scope: Node | None) -> Asked:
    """What is asked for in all; raises `Uncertain` where both speak of one thing."""
    found: Asked = {key: [value] for key, value in said.items()}
    for key, value in options(scope).items() if scope is not None else ():
        if key in TOGETHER:
            found[key] = [value, *found.get(key, [])]
        elif key not in found:
            found[key] = [value]
        elif bare(value).type == bare(found[key][0]).type == "array":
            raise Uncertain(f"`{key}` of the scope and of the read are put together")
    where = found.get("where", [])
    if len(where) > 1 and any(bare(one).type == "array" for one in where):
        raise Uncertain("a list of conditions takes the place of that of the scope")
    keys = [key for one in where for key in pairs(one)] if len(where) > 1 else []
    if len({*keys}) != len(keys):
        raise Uncertain("the scope and the read ask for the same column")
    return found
