"""A changelog in YAML as changes."""

from collections.abc import Iterator

import yaml
from yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode

from backlight.sql.changelog.changes import Change

LARGEST = 1_000_000
"""Bytes of a file above which it is data."""


def changes(data: bytes) -> Iterator[Change]:
    """The changes of all change sets, in order; none if it is no YAML, or no changelog.

    Nothing is made of the nodes that is not looked for: references to references cost nothing.
    """
    if len(data) > LARGEST:
        return
    try:
        top = yaml.compose(data, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))
    except (yaml.YAMLError, RecursionError, ValueError):
        return
    for group in _items(_get(top, "databaseChangeLog")):
        for one in _items(_get(_get(group, "changeSet"), "changes")):
            for kind, given in _pairs(one):
                columns = (_column(_get(item, "column")) for item in _items(_get(given, "columns")))
                yield Change(kind, _words(given), tuple(columns), one.start_mark.line + 1)


def _column(given: Node | None) -> dict[str, str]:
    return _words(given) | _words(_get(given, "constraints"))


def _words(given: Node | None) -> dict[str, str]:
    return {name: one.value for name, one in _pairs(given) if isinstance(one, ScalarNode)}


def _get(given: Node | None, wanted: str) -> Node | None:
    return next((one for name, one in _pairs(given) if name == wanted), None)


def _pairs(given: Node | None) -> Iterator[tuple[str, Node]]:
    for name, one in given.value if isinstance(given, MappingNode) else ():
        if isinstance(name, ScalarNode):
            yield name.value, one


def _items(given: Node | None) -> Iterator[Node]:
    yield from given.value if isinstance(given, SequenceNode) else ()
