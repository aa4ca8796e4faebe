"""A changelog in XML as changes."""

from collections.abc import Iterator

from backlight.analysis.markup import Element, read
from backlight.sql.changelog.changes import Change


def changes(data: bytes) -> Iterator[Change]:
    """The changes of all change sets, in order; none if it is no changelog."""
    top = read(data)
    if top is None or top.name != "databaseChangeLog":
        return
    for group in top.children:
        for one in group.children if group.name == "changeSet" else ():
            columns = tuple(_column(c) for c in one.children if c.name == "column")
            yield Change(one.name, one.attributes, columns, one.line)


def _column(element: Element) -> dict[str, str]:
    said = dict(element.attributes)
    for child in element.children:
        if child.name == "constraints":
            said |= child.attributes
    return said
