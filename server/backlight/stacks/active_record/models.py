"""Models of ActiveRecord: the table behind each, and its relations."""

from collections.abc import Iterator

from tree_sitter import Node

from backlight.analysis.ruby import Send, Text
from backlight.analysis.ruby_read import read
from backlight.analysis.syntax import Source, descendants, field, line_of, span_of, text_of
from backlight.analysis.tables import Table
from backlight.stacks.rails_words import camelize, plural, singular, underscore

RECORDS = ("ApplicationRecord", "ActiveRecord::Base", "Record")
MANY = {"has_many", "has_and_belongs_to_many"}
ONE = {"belongs_to", "has_one"}


def tables(source: Source) -> tuple[Table, ...]:
    """The tables behind the models of a file; what columns they have, the schema says."""
    if source.tree is None or b"Record" not in source.text.data:
        return ()
    return tuple(_tables(source))


def _tables(source: Source) -> Iterator[Table]:
    for node in descendants(source.root, "class"):
        name, above = field(node, "name"), field(node, "superclass")
        parent = text_of(above).lstrip("< ") if above is not None else ""
        if name is None or not parent.endswith(RECORDS) or parent == text_of(name):
            continue
        full = text_of(name)
        if full.endswith("Record"):
            continue
        links = dict(_relations(node))
        yield Table(
            name=_table(node, full),
            file=source.path,
            line=line_of(node),
            origin="model",
            model=full,
            relations={relation: model for relation, (model, _) in links.items()},
            single=tuple(relation for relation, (_, one) in links.items() if one),
            span=span_of(node),
            complete=False,
        )


def _table(node: Node, name: str) -> str:
    """The name that the model gives its table, else the plural of its own."""
    for one in descendants(node, "assignment"):
        left, right = field(one, "left"), field(one, "right")
        if left is not None and right is not None and text_of(left) == "self.table_name":
            said = read(right)
            if isinstance(said, Text):
                return said.value
    return plural(underscore(name).replace("/", "_"))


def _relations(node: Node) -> Iterator[tuple[str, tuple[str, bool]]]:
    """Each relation with its model, and whether it leads to one row at most."""
    for call in descendants(node, "call"):
        method = field(call, "method")
        kind = text_of(method) if method is not None else ""
        if kind not in MANY | ONE:
            continue
        said = read(call)
        if not isinstance(said, Send) or not said.given or not isinstance(said.given[0], Text):
            continue
        name = said.given[0].value
        given = said.named.get("class_name")
        model = (
            given.value.removeprefix("::")
            if isinstance(given, Text)
            else camelize(name if kind in ONE else singular(name))
        )
        yield name, (model, kind in ONE)
