"""Methods of texts in Python: what is called, on what, and what `" ".join([…])` puts together."""

from tree_sitter import Node

from backlight.analysis.syntax import text_of

LISTS = frozenset({"list", "tuple"})


def method(node: Node) -> str:
    """The name of the method that a call calls."""
    function = node.child_by_field_name("function") if node.type == "call" else None
    name = function.child_by_field_name("attribute") if function is not None else None
    return text_of(name) if name is not None else ""


def receiver(node: Node) -> Node:
    """What a method is called on."""
    function = node.child_by_field_name("function")
    inner = function.child_by_field_name("object") if function is not None else None
    return inner or node


def listed(given: Node) -> Node | None:
    """The call that makes one text of a list: `" ".join(["…", x])`."""
    call = given.parent.parent if given.parent is not None else None
    inside = items(call) if call is not None and given.type in LISTS else None
    return call if inside is not None else None


def items(call: Node) -> list[Node] | None:
    """What `" ".join(["…", x])` puts together, if it is written out."""
    given = call.child_by_field_name("arguments") if method(call) == "join" else None
    only = given.named_children if given is not None else []
    if len(only) != 1 or only[0].type not in LISTS or receiver(call).type != "string":
        return None
    return [one for one in only[0].named_children if one.type != "comment"]
