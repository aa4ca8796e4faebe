"""Keys that the relations of a model need, and that its table has not: `belongs_to :team`."""

from collections.abc import Iterator
from itertools import islice

from tree_sitter import Node

from backlight.analysis.facts import Project
from backlight.analysis.ruby import Send, Text
from backlight.analysis.ruby_read import read
from backlight.analysis.syntax import ancestors, descendants, span_of
from backlight.analysis.tables import Column, Table

OUTER = frozenset({"class", "module"})
"""What stands around a model may put words before the name of its table."""


def lacking(project: Project, model: Table) -> tuple[Column, ...]:
    """The columns that `belongs_to` stands on, by Rails' own names or by the one it is given."""
    table, source = project.schema.table(model.name), project.read(model.file)
    if table is None or not table.columns or source is None or source.tree is None:
        return ()
    known = {column.name for column in table.columns}
    node = next((n for n in descendants(source.root, "class") if span_of(n) == model.span), None)
    if node is None or any(n.type in OUTER for n in islice(ancestors(node), 1, None)):
        return ()
    found = []
    for name, key in _keys(node):
        target = project.schema.of_model(model.relations.get(name, ""))
        leads = f"{target.name}.id" if target is not None else ""
        if key not in known:
            found.append(Column(name=key, type="references", references=leads))
    return tuple(found)


def _keys(node: Node) -> Iterator[tuple[str, str]]:
    """Each relation that stands on a key of this table, and the key."""
    for call in descendants(node, "call"):
        said = read(call)
        if not isinstance(said, Send) or said.of is not None or said.name != "belongs_to":
            continue
        key = said.named.get("foreign_key")
        if said.named.get("polymorphic") is not None or not isinstance(key, Text | None):
            continue
        if said.given and isinstance(said.given[0], Text):
            yield said.given[0].value, key.value if key is not None else f"{said.given[0].value}_id"
