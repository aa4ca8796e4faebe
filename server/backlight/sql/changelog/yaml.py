"""A changelog in YAML as changes."""

from collections.abc import Iterator
from dataclasses import dataclass

import yaml
from yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode

from backlight.sql.changelog.changes import Change

LARGEST = 1_000_000
"""Bytes of a file above which it is data."""
MOST = 200_000
"""Nodes that are looked at: references to references can stand for millions."""


class TooMany(Exception):
    """A file whose references stand for more nodes than anybody writes."""


def changes(data: bytes) -> tuple[Change, ...]:
    """The changes of all change sets, in order; none if it is no YAML, or no changelog.

    A node counts each time it is reached, by whatever references; a file with too many is left out.
    """
    if len(data) > LARGEST:
        return ()
    try:
        top = yaml.compose(data, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))
    except (yaml.YAMLError, RecursionError, ValueError):
        return ()
    try:
        return tuple(_Reading().changes(top))
    except TooMany:
        return ()


@dataclass(slots=True)
class _Reading:
    """A changelog while it is read."""

    left: int = MOST
    """Nodes that may still be looked at."""

    def changes(self, top: Node | None) -> Iterator[Change]:
        """The changes under the top of a document."""
        for group in self._items(self._get(top, "databaseChangeLog")):
            for one in self._items(self._get(self._get(group, "changeSet"), "changes")):
                for kind, given in self._pairs(one):
                    items = self._items(self._get(given, "columns"))
                    columns = tuple(self._column(self._get(item, "column")) for item in items)
                    yield Change(kind, self._words(given), columns, one.start_mark.line + 1)

    def _column(self, given: Node | None) -> dict[str, str]:
        return self._words(given) | self._words(self._get(given, "constraints"))

    def _words(self, given: Node | None) -> dict[str, str]:
        return {name: one.value for name, one in self._pairs(given) if isinstance(one, ScalarNode)}

    def _get(self, given: Node | None, wanted: str) -> Node | None:
        return next((one for name, one in self._pairs(given) if name == wanted), None)

    def _pairs(self, given: Node | None) -> Iterator[tuple[str, Node]]:
        for name, one in given.value if isinstance(given, MappingNode) else ():
            self._count(one)
            if isinstance(name, ScalarNode):
                yield name.value, one

    def _items(self, given: Node | None) -> Iterator[Node]:
        for one in given.value if isinstance(given, SequenceNode) else ():
            self._count(one)
            yield one

    def _count(self, one: Node) -> None:
        """A long text counts as many: what it lists is gone through wherever it is referred to."""
        self.left -= 1 + len(one.value) // 20
        if self.left < 0:
            raise TooMany
