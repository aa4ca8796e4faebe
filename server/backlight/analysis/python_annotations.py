"""What a Python annotation says: the type inside `Annotated[…]` and `Optional[…]`."""

from tree_sitter import Node

from backlight.analysis.python_expressions import parts
from backlight.analysis.syntax import text_of


def annotated(annotation: Node | None) -> tuple[Node | None, list[Node]]:
    """The type and the rest of `Annotated[type, rest…]`."""
    inner = _inside(annotation)
    if inner is None or _base(inner) not in {"Annotated", "typing.Annotated"}:
        return inner, []
    given = _arguments(inner)
    return (_inside(given[0]), [_inside(n) or n for n in given[1:]]) if given else (inner, [])


def optional(annotation: Node | None) -> tuple[Node | None, bool]:
    """The type in `Optional[type]` and `type | None`."""
    inner = _inside(annotation)
    if inner is None:
        return None, False
    if _base(inner) in {"Optional", "typing.Optional"} and (given := _arguments(inner)):
        return _inside(given[0]), True
    if inner.type in {"binary_operator", "union_type"}:
        sides = [n for n in parts(inner) if text_of(n) != "None"]
        if len(sides) == 1:
            return _inside(sides[0]), len(sides) != len(parts(inner))
    return inner, False


def _inside(node: Node | None) -> Node | None:
    """Out of the `type` nodes that only wrap."""
    while node is not None and node.type == "type" and node.named_child_count == 1:
        node = node.named_children[0]
    return node


def _base(node: Node) -> str:
    return (
        text_of(node).partition("[")[0].strip()
        if node.type in {"generic_type", "subscript"}
        else ""
    )


def _arguments(node: Node) -> list[Node]:
    if node.type == "subscript":
        return node.children_by_field_name("subscript")
    given = next((n for n in node.named_children if n.type == "type_parameter"), None)
    return parts(given) if given is not None else []
