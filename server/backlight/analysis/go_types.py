"""Types and parameters of Go, by the names that they are written with."""

from tree_sitter import Node

from backlight.analysis.syntax import field, text_of


def type_of(node: Node | None) -> str:
    """A type's name without pointers: `chi.Router`, `[]Route`, `func`; of a map its values'."""
    if node is None:
        return ""
    if node.type in {"pointer_type", "parenthesized_type"}:
        return type_of(first(node))
    if node.type in {"slice_type", "array_type", "implicit_length_array_type"}:
        return "[]" + type_of(field(node, "element"))
    if node.type == "map_type":
        return "[]" + type_of(field(node, "value"))
    if node.type == "generic_type":
        return type_of(field(node, "type"))
    if node.type == "function_type":
        return "func"
    if node.type in {"type_identifier", "qualified_type", "identifier"}:
        return text_of(node)
    return node.type


def params_of(node: Node | None) -> tuple[tuple[str, str], ...]:
    """The parameters of a list with their types; one without a name has an empty one."""
    found: list[tuple[str, str]] = []
    for one in node.named_children if node is not None else ():
        if one.type not in {"parameter_declaration", "variadic_parameter_declaration"}:
            continue
        kind = type_of(field(one, "type"))
        kind = f"[]{kind}" if one.type.startswith("variadic") else kind
        names = [text_of(n) for n in one.children_by_field_name("name")]
        found += [(name, kind) for name in names or [""]]
    return tuple(found)


def title_of(node: Node) -> str:
    """A function or method as people name it: `Handler.SignUp`."""
    receiver = params_of(field(node, "receiver"))
    name = field(node, "name")
    said = text_of(name) if name is not None else ""
    return f"{receiver[0][1]}.{said}" if receiver else said


def first(node: Node) -> Node | None:
    """The first node below one that is no comment."""
    return next((n for n in node.named_children if n.type != "comment"), None)


def fields_of(struct: Node) -> tuple[tuple[str, str], ...]:
    """The fields of a struct with their types."""
    found: list[tuple[str, str]] = []
    body = struct.named_children[0] if struct.named_children else None
    for one in body.named_children if body is not None else ():
        if one.type == "field_declaration":
            kind = type_of(field(one, "type"))
            names = [text_of(n) for n in one.children_by_field_name("name")]
            found += [(n, kind) for n in names or [kind.rpartition(".")[2]]]
    return tuple(found)
