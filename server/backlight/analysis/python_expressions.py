"""Read a Python expression without running it."""

from collections.abc import Iterator

from tree_sitter import Node

from backlight.analysis.python_format import filled
from backlight.analysis.python_values import Call, Join, Literal, Many, Name, Unknown, Value
from backlight.analysis.syntax import line_of, span_of, text_of

Piece = Node
"""A piece of a file, as parts that read one name it."""
DEPTH = 40
"""How deep an expression is followed; deeper ones are generated, and say nothing to us."""


def value(node: Node, depth: int = DEPTH) -> Value:
    """What an expression says."""
    if depth == 0:
        return Unknown("")
    match node.type:
        case "string" | "concatenated_string":
            return _string(node, depth - 1)
        case "identifier" | "attribute":
            return _name(node)
        case "call":
            return _call(node, depth - 1)
        case "list" | "tuple" | "set" | "expression_list" | "pattern_list" | "tuple_pattern":
            return Many(tuple(_item(n, depth - 1) for n in parts(node)))
        case "dictionary":
            pairs = [n for n in parts(node) if n.type == "pair"]
            return Many(
                tuple(_field(n, "value", depth - 1) for n in pairs),
                tuple(_field(n, "key", depth - 1) for n in pairs),
            )
        case "binary_operator":
            return _sum(node, depth - 1)
        case "parenthesized_expression" | "await" | "expression_statement":
            inner = parts(node)
            return value(inner[0], depth - 1) if len(inner) == 1 else Unknown(text_of(node)[:200])
        case _:
            return _atom(node)


def parts(node: Node) -> list[Node]:
    """The named children of a node that are no comments."""
    return [child for child in node.named_children if child.type != "comment"]


def keyword(args: list[Node], wanted: str) -> Node | None:
    """The value of a keyword argument among some."""
    for given in args:
        name = given.child_by_field_name("name") if given.type == "keyword_argument" else None
        if name is not None and text_of(name) == wanted:
            return given.child_by_field_name("value")
    return None


def string(node: Node) -> str | None:
    """What a string literal holds, `None` for an f-string with holes or anything else."""
    found = value(node)
    return found.value if isinstance(found, Literal) and isinstance(found.value, str) else None


def dotted(node: Node) -> str:
    """The dotted name that an expression is, empty if it is none."""
    found = _name(node) if node.type in {"identifier", "attribute", "dotted_name"} else None
    return found.dotted if isinstance(found, Name) else ""


def _item(node: Node, depth: int) -> Value:
    """An item of a list; of `*made()` what is called, whose items are more of it."""
    if node.type == "list_splat" and (inner := parts(node)) and inner[0].type == "call":
        return Join((value(inner[0], depth),))
    return value(node, depth)


def _field(node: Node, name: str, depth: int) -> Value:
    found = node.child_by_field_name(name)
    return value(found, depth) if found is not None else Unknown("")


def _name(node: Node) -> Value:
    names: list[str] = []
    at: Node | None = node
    while at is not None and at.type == "attribute":
        name = at.child_by_field_name("attribute")
        names.append(text_of(name) if name is not None else "")
        at = at.child_by_field_name("object")
    if at is None or at.type not in {"identifier", "dotted_name"}:
        return Unknown(text_of(node)[:200])
    return Name(".".join([text_of(at), *reversed(names)]))


def _call(node: Node, depth: int) -> Value:
    said = _called(node, depth)
    of = node.child_by_field_name("function")
    if of is None or of.type != "attribute" or not text_of(of).endswith(".format"):
        return said
    template = string(of.named_children[0])
    return (filled(template, said.args, said.named) if template is not None else None) or said


def _called(node: Node, depth: int) -> Call:
    args: list[Value] = []
    named: list[tuple[str, Value]] = []
    given = node.child_by_field_name("arguments")
    for argument in parts(given) if given is not None else ():
        if argument.type == "keyword_argument":
            name = argument.child_by_field_name("name")
            named.append((text_of(name) if name else "", _field(argument, "value", depth)))
        elif argument.type == "dictionary_splat":
            named.append(("**", Unknown(text_of(argument)[:200])))
        else:
            args.append(value(argument, depth))
    of = _field(node, "function", depth)
    return Call(of, tuple(args), tuple(named), span_of(node), line_of(node))


def _sum(node: Node, depth: int) -> Value:
    operator = node.child_by_field_name("operator")
    if operator is None or text_of(operator) != "+":
        return Unknown(text_of(node)[:200])
    left, right = _field(node, "left", depth), _field(node, "right", depth)
    if isinstance(left, Many) and isinstance(right, Many):
        return Many(left.items + right.items)
    return Join((left, right))


def _string(node: Node, depth: int) -> Value:
    if node.type == "concatenated_string":
        return _joined([_string(n, depth) for n in parts(node)])
    children = node.named_children
    if len(children) == 1 and children[0].type == "string_content" and not children[0].child_count:
        return Literal(text_of(children[0]))
    data = node.text or b""
    raw = data[: data.find(data[-1:])].lower()
    found: list[Value] = []
    for child in children:
        if child.type == "string_content":
            found.extend(_content(child, raw=b"r" in raw))
        elif child.type == "interpolation":
            inner = child.child_by_field_name("expression")
            found.append(value(inner, depth) if inner is not None else Unknown(""))
    return _joined(found)


def _content(node: Node, *, raw: bool) -> Iterator[Value]:
    """A piece of a string, its escapes taken for what they stand for."""
    data, at = node.text or b"", 0
    for child in node.named_children:
        start = child.start_byte - node.start_byte
        yield Literal(data[at:start].decode("utf-8", "replace"))
        at = child.end_byte - node.start_byte
        yield Literal(text_of(child) if raw else _escape(text_of(child)))
    yield Literal(data[at:].decode("utf-8", "replace"))


def _escape(code: str) -> str:
    if code in {"{{", "}}"}:
        return code[0]
    try:
        return code.encode("latin-1").decode("unicode_escape")
    except ValueError:
        return code


def _joined(found: list[Value]) -> Value:
    """Neighbouring literals made one."""
    merged: list[Value] = []
    for piece in found:
        for part in piece.parts if isinstance(piece, Join) else (piece,):
            if merged and isinstance(part, Literal) and isinstance(merged[-1], Literal):
                merged[-1] = Literal(f"{merged[-1].value}{part.value}")
            else:
                merged.append(part)
    if not merged:
        return Literal("")
    return merged[0] if len(merged) == 1 else Join(tuple(merged))


def _atom(node: Node) -> Value:
    code = text_of(node)[:200]
    match node.type:
        case "true" | "false":
            return Literal(node.type == "true")
        case "none":
            return Literal(None)
        case "integer" | "float":
            try:
                return Literal(int(code, 0) if node.type == "integer" else float(code))
            except ValueError:
                return Unknown(code)
        case _:
            return Unknown(code)
