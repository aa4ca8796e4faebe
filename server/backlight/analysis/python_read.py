"""Read a Python file into what it says."""

from collections.abc import Iterator
from dataclasses import replace
from functools import lru_cache

from tree_sitter import Node

from backlight.analysis.python import Class, Function, Module, Parameter, Statement
from backlight.analysis.python_expressions import dotted, parts, value
from backlight.analysis.python_imports import imported
from backlight.analysis.python_tree import decorators_of, is_own, name_of, walk, whole
from backlight.analysis.python_values import Call, Column, Many, Name, Unknown
from backlight.analysis.syntax import Source, line_of, text_of


@lru_cache(maxsize=16)
def module(source: Source) -> Module:
    """What a Python file says; what stands in ERROR nodes is left out."""
    return _read(source, outside=False)


@lru_cache(maxsize=16)
def outline(source: Source) -> Module:
    """The same without what functions do: their calls, their own names, what they take.

    Most of a file stands in its functions, so it takes half the time.
    """
    return _read(source, outside=True)


def _read(source: Source, *, outside: bool) -> Module:
    found = Module(source.path)
    statements: list[Statement] = []
    decorated: list[Function] = []
    for scope, node in walk(source.root):
        if outside and node.type == "function_definition":
            head = _head(scope, node)
            found.functions[head.name] = head
        elif not (outside and scope in found.functions and is_own(node)):
            _take(found, statements, scope, node)
        if node.type == "function_definition" and decorators_of(node):
            decorated.append(function(scope, node))
    stars = tuple(found.imports.pop(name) for name in list(found.imports) if name.startswith("*"))
    return Module(
        found.path,
        found.imports,
        stars,
        found.values,
        found.functions,
        tuple(decorated),
        found.classes,
        tuple(statements),
    )


def _head(scope: str, node: Node) -> Function:
    """What a `def` says, without what it takes."""
    annotation = node.child_by_field_name("return_type")
    return Function(
        name=f"{scope}.{name_of(node)}".strip("."),
        line=line_of(node),
        span=whole(node),
        decorators=tuple(value(n) for n in decorators_of(node)),
        returns=text_of(annotation) if annotation is not None else "",
    )


def function(scope: str, node: Node) -> Function:
    """What a `def` says."""
    given = node.child_by_field_name("parameters")
    return replace(_head(scope, node), parameters=tuple(_parameters(given)) if given else ())


def _parameters(node: Node) -> Iterator[Parameter]:
    for given in parts(node):
        name = given if given.type == "identifier" else given.child_by_field_name("name")
        if name is None:
            inner = parts(given)
            name = inner[0] if inner else given
        annotation = given.child_by_field_name("type")
        default = given.child_by_field_name("value")
        yield Parameter(
            text_of(name).lstrip("*") or text_of(name),
            text_of(annotation) if annotation is not None else "",
            value(default) if default is not None else None,
            "list_splat_pattern" in {given.type, name.type},
        )


def _take(found: Module, statements: list[Statement], scope: str, node: Node) -> None:
    match node.type:
        case "import_statement" | "import_from_statement":
            for local, target in imported(found.path, node):
                name = f"*{len(found.imports)}" if local == "*" else f"{scope}.{local}".strip(".")
                found.imports[name] = target
        case "function_definition":
            one = function(scope, node)
            found.functions[one.name] = one
        case "class_definition":
            _class(found, scope, node)
        case "expression_statement":
            _expression(found, statements, scope, node)
        case "return_statement":
            _return(found, scope, node)
        case "for_statement":
            _loop(found, scope, node)


def _class(found: Module, scope: str, node: Node) -> None:
    name = f"{scope}.{name_of(node)}".strip(".")
    given = node.child_by_field_name("superclasses")
    bases = tuple(dotted(_generic(n)) for n in parts(given)) if given is not None else ()
    found.classes[name] = Class(
        name,
        line_of(node),
        whole(node),
        tuple(base for base in bases if base),
        tuple(value(n) for n in decorators_of(node)),
    )


def _generic(base: Node) -> Node:
    """`View` of `View[User]`."""
    return base.child_by_field_name("value") or base if base.type == "subscript" else base


def _expression(found: Module, statements: list[Statement], scope: str, node: Node) -> None:
    for inner in parts(node):
        if inner.type == "assignment":
            _assign(found, statements, scope, inner)
        elif inner.type == "augmented_assignment":
            _augment(found, scope, inner)
        elif inner.type in {"call", "await"}:
            said = value(inner)
            if isinstance(said, Call):
                statements.append(Statement(scope, said))


def _assign(found: Module, statements: list[Statement], scope: str, node: Node) -> None:
    left, right = node.child_by_field_name("left"), node.child_by_field_name("right")
    name = dotted(left) if left is not None else ""
    if right is None and name and (given := node.child_by_field_name("type")) is not None:
        found.values.setdefault(f"{scope}.{name}".strip("."), Unknown(text_of(given)[:200]))
    if right is None:
        return
    if right.type == "assignment":
        _assign(found, statements, scope, right)
        inner = right.child_by_field_name("left")
        if name and inner is not None and (same := dotted(inner)):
            found.values[f"{scope}.{name}".strip(".")] = Name(same)
            return
        right = right.child_by_field_name("right") or right
    said = value(right)
    if isinstance(said, Call):
        statements.append(Statement(scope, said))
    if name:
        found.values[f"{scope}.{name}".strip(".")] = said
    elif left is not None and isinstance(said, Many) and isinstance(into := value(left), Many):
        for one, item in zip(into.items, said.items, strict=False):
            if isinstance(one, Name):
                found.values[f"{scope}.{one.dotted}".strip(".")] = item


def _augment(found: Module, scope: str, node: Node) -> None:
    left, right = node.child_by_field_name("left"), node.child_by_field_name("right")
    if left is None or right is None:
        return
    name = f"{scope}.{dotted(left)}".strip(".")
    before, more = found.values.get(name), value(right)
    if isinstance(before, Many) and isinstance(more, Many):
        found.values[name] = Many(before.items + more.items)


def _return(found: Module, scope: str, node: Node) -> None:
    """A factory is known by the name it returns."""
    one, inner = found.functions.get(scope), parts(node)
    if one is None or not inner:
        return
    said = value(inner[0])
    name = said.name if isinstance(said, Call) else getattr(said, "dotted", "")
    if name:
        found.functions[scope] = replace(one, gives=name)


def _loop(found: Module, scope: str, node: Node) -> None:
    """The variable of a loop stands for each of the values gone over, or for a part of each."""
    into, of = (value(node.child_by_field_name(side) or node) for side in ("left", "right"))
    if isinstance(into, Name):
        found.values.setdefault(f"{scope}.{into.dotted}".strip("."), of)
        return
    said = found.values.get(of.dotted, of) if isinstance(of, Name) else of
    rows = said.items if isinstance(said, Many) and not said.keys else ()
    for at, one in enumerate(into.items if isinstance(into, Many) else ()):
        column = [row.items[at] for row in rows if isinstance(row, Many) and at < len(row.items)]
        known = Many(tuple(column)) if column and len(column) == len(rows) else None
        part = known or (Column(of, at) if isinstance(of, Name) else None)
        if isinstance(one, Name) and part is not None:
            found.values.setdefault(f"{scope}.{one.dotted}".strip("."), part)
