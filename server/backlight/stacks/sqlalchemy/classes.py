"""Classes and `Table(…)` as they are written in a file."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from tree_sitter import Node

from backlight.analysis.syntax import Source, descendants, line_of, span_of, text_of
from backlight.analysis.tables import Table
from backlight.stacks.sqlalchemy import columns as written

Attributes = dict[str, tuple[str, Node | None]]
"""Name -> annotation and value."""


@dataclass(slots=True)
class Model:
    """A class as it is written."""

    name: str
    node: Node
    bases: tuple[str, ...]
    table: bool
    """`table=True` of SQLModel."""
    attributes: Attributes = field(default_factory=dict)


def read(source: Source) -> Iterator[Model]:
    """Every class of a file: one without a column can be the base of one with a table."""
    for node in descendants(source.root, "class_definition"):
        name = node.child_by_field_name("name")
        given = node.child_by_field_name("superclasses")
        bases = given.named_children if given is not None else []
        named = [text_of(base) for base in bases if base.type in {"identifier", "attribute"}]
        table = any("table" in text_of(b) and "True" in text_of(b) for b in bases)
        model = Model(text_of(name) if name is not None else "", node, tuple(named), table)
        for at, annotation, value in _attributes(node):
            model.attributes[at] = annotation, value
        yield model


def _attributes(node: Node) -> Iterator[tuple[str, str, Node | None]]:
    body = node.child_by_field_name("body")
    for statement in body.named_children if body is not None else ():
        if statement.type == "decorated_definition":
            yield from _declared(statement)
        if statement.type != "expression_statement" or not statement.named_children:
            continue
        inner = statement.named_children[0]
        left, kind = inner.child_by_field_name("left"), inner.child_by_field_name("type")
        if inner.type == "assignment" and left is not None and left.type == "identifier":
            annotation = text_of(kind) if kind is not None else ""
            yield text_of(left), annotation, inner.child_by_field_name("right")


def _declared(statement: Node) -> Iterator[tuple[str, str, Node | None]]:
    """A column or a relation that a function under `@declared_attr` returns."""
    if "declared_attr" not in text_of(statement.children[0]):
        return
    function = statement.child_by_field_name("definition")
    name = function.child_by_field_name("name") if function is not None else None
    if function is None or name is None:
        return
    for returned in descendants(function, "return_statement"):
        yield text_of(name), "", returned.named_children[0] if returned.named_children else None


def plain(source: Source) -> Iterator[Table]:
    """`Table("name", metadata, Column(…), …)`, as many-to-many relations have it."""
    for node in descendants(source.root, "call"):
        call = written.call_of(node)
        if call is None or call.name != "Table" or len(call.args) < 2:
            continue
        name = written.string(call.args[0])
        given = [arg for arg in call.args[1:] if (c := written.call_of(arg)) and c.name == "Column"]
        if name and given:
            found = (written.column("", "", one) for one in given)
            columns = tuple(one for one in found if one is not None and one.name)
            yield Table(
                name=name,
                file=source.path,
                line=line_of(node),
                columns=columns,
                origin="model",
                span=span_of(node),
            )
