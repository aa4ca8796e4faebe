"""What the declarations of a JavaScript file say, one kind of node each."""

from tree_sitter import Node

from backlight.analysis.javascript_expressions import CLASSES, key_of, parts, value
from backlight.analysis.javascript_facts import Function, Import, Module, above, qualified
from backlight.analysis.javascript_moves import exported, imported
from backlight.analysis.javascript_names import bound, label, parameters
from backlight.analysis.javascript_values import (
    Call,
    Fields,
    Lambda,
    Literal,
    Member,
    Name,
    Value,
    dotted,
)
from backlight.analysis.syntax import field, line_of, span_of, text_of


def function(found: Module, scope: str, node: Node) -> str:
    """Note a function or class; the scope that it opens."""
    given = node.child_by_field_name("name")
    name = text_of(given) if given is not None else f"@{node.start_byte}"
    inner = qualified(scope, name)
    if inner in found.scopes:
        inner = qualified(scope, f"@{node.start_byte}")
    is_class = node.type in CLASSES
    bases = (
        next((n for n in node.children if n.type == "class_heritage"), None) if is_class else None
    )
    clause = (
        next((n for n in bases.children if n.type == "extends_clause"), bases) if bases else None
    )
    body = node.child_by_field_name("body")
    one = Function(
        label(node),
        inner,
        scope,
        line_of(node),
        span_of(node),
        () if is_class else parameters(node),
        bases=tuple(value(n) for n in parts(clause)[:1]) if clause is not None else (),
        owner=inner if is_class else _owner(found, scope, inner, node),
    )
    if node.type == "arrow_function" and body is not None and body.type != "statement_block":
        one.returns.append(value(body))
    found.functions[node.start_byte] = one
    found.scopes[inner] = node.start_byte
    if node.type == "method_definition":
        if node.parent is not None and node.parent.type == "class_body":
            read = any(child.type == "get" for child in node.children)
            said = Lambda(node.start_byte)
            found.members[f"{scope}.{name}"] = (scope, Call(said) if read else said)
        if name == "constructor":
            _injected(found, scope, inner, node)
    elif given is not None and node.type.endswith("_declaration"):
        found.values[qualified(scope, name)] = Lambda(node.start_byte)
    return inner


def _owner(found: Module, scope: str, inner: str, node: Node) -> str:
    """A method belongs to its class, an arrow function to what is around it."""
    start = found.scopes.get(scope)
    if node.type in {"arrow_function", "method_definition"}:
        return found.functions[start].owner if start is not None else ""
    return inner


def _injected(found: Module, scope: str, inner: str, node: Node) -> None:
    """TypeScript's `constructor(private readonly users: UserService)`."""
    given = node.child_by_field_name("parameters")
    for child, one in zip(
        parts(given) if given is not None else (), parameters(node), strict=False
    ):
        if one.name and any(
            n.type in {"accessibility_modifier", "readonly"} for n in child.children
        ):
            found.members[f"{scope}.{one.name}"] = (inner, Name(one.name))
            found.types[f"{scope}.{one.name}"] = one.type


def declare(found: Module, scope: str, node: Node) -> None:
    """Note what `const name = value` or a pattern binds."""
    name, given = node.child_by_field_name("name"), node.child_by_field_name("value")
    if name is None or given is None:
        return
    said = value(given)
    for local, keys in bound(name):
        of = said
        for key in keys:
            of = Member(of, key)
        found.values[qualified(scope, local)] = of
    outer = node.parent.parent if node.parent is not None else None
    if outer is not None and outer.type == "export_statement":
        for local, _ in bound(name):
            found.exports[local] = (scope, Name(local))


def assign(found: Module, scope: str, node: Node) -> None:
    """Note what is assigned: an export, a member, or a variable."""
    left, said = node.child_by_field_name("left"), value(node.child_by_field_name("right"))
    name = dotted(value(left))
    before, _, last = name.rpartition(".")
    if name in {"module.exports", "exports"}:
        found.exports["="] = (scope, said)
    elif before in {"module.exports", "exports"}:
        found.exports[last] = (scope, said)
    elif before == "this":
        start = found.scopes.get(scope)
        owner = found.functions[start].owner if start is not None else ""
        found.members[f"{owner}.{last}"] = (scope, said)
    elif before.endswith(".prototype"):
        found.members[f"{before.removesuffix('.prototype')}.{last}"] = (scope, said)
    elif before:
        root, member = before.partition(".")[0], f"{before}.{last}"
        home = next((p for p in above(scope) if f"{p}{root}" in found.values), above(scope)[0])
        if said != Literal(None) or f"{home}{member}" not in found.members:
            found.members[f"{home}{member}"] = (scope, said)
    elif name:
        home = next((p for p in above(scope) if f"{p}{name}" in found.values), above(scope)[0])
        found.values[f"{home}{name}"] = said


def attribute(found: Module, scope: str, node: Node) -> None:
    """Note a field of a class."""
    name = node.child_by_field_name("property") or node.child_by_field_name("name")
    given, kind = node.child_by_field_name("value"), node.child_by_field_name("type")
    if given is not None:
        found.members[f"{scope}.{key_of(name)}"] = (scope, value(given))
    if kind is not None:
        found.types[f"{scope}.{key_of(name)}"] = text_of(kind).lstrip(": ")


def export(found: Module, scope: str, node: Node) -> None:
    """Note what an export statement exports."""
    for name, said, origin in exported(node):
        if origin and name == "*":
            found.stars.append(origin)
        elif origin:
            local = f"export {name}"
            found.imports[local] = Import(origin, said if isinstance(said, str) else "*")
            found.exports[name] = (scope, Name(local))
        elif not isinstance(said, str):
            found.exports[name] = (scope, said)


def loop(found: Module, scope: str, node: Node) -> str:
    """Note what `for … of` goes over; the scope of its body."""
    inner = qualified(scope, f"@{node.start_byte}")
    left, right = node.child_by_field_name("left"), node.child_by_field_name("right")
    of = node.child_by_field_name("operator")
    if left is not None and of is not None and text_of(of) == "of":
        found.loops[inner] = value(right)
        for local, keys in bound(left):
            said: Value = Name("@item")
            for key in keys:
                said = Member(said, key)
            found.values[qualified(inner, local)] = said
    return inner


def _enum(node: Node) -> Value:
    body = node.child_by_field_name("body")
    pairs = [n for n in parts(body) if n.type == "enum_assignment"] if body is not None else []
    said = ((key_of(field(n, "name")), value(field(n, "value"))) for n in pairs)
    return Fields(tuple(said))


def move(found: Module, scope: str, node: Node) -> None:
    """Note what an import statement binds."""
    for name, origin, what in imported(node):
        found.imports[qualified(scope, name)] = Import(origin, what)


def returned(found: Module, scope: str, node: Node) -> None:
    """Note what a function gives back."""
    inner, start = parts(node), found.scopes.get(scope)
    if inner and start is not None:
        found.functions[start].returns.append(value(inner[0]))


def called(found: Module, scope: str, node: Node) -> None:
    """Note a call that may be given something."""
    said = value(node)
    if isinstance(said, Call) and (said.args or said.new) and not _boring(said):
        found.calls.append((scope, said))


def enumerated(found: Module, scope: str, node: Node) -> None:
    """Note an enumeration of TypeScript."""
    found.values[qualified(scope, key_of(node.child_by_field_name("name")))] = _enum(node)


def _boring(said: Call) -> bool:
    name = dotted(said.of)
    return name.startswith(("console.", "Object.", "JSON.", "process.", "Math.", "Promise.")) or (
        name in {"require", "parseInt", "Number", "String", "setTimeout", "it", "expect"}
    )
