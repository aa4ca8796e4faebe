"""What the manifests and settings of a project say, read again when one of them changes."""

from collections.abc import Iterable
from contextlib import suppress

from backlight.analysis.databases import chosen, engines, names_one
from backlight.stacks import FRAMEWORKS
from backlight.workspace import Snapshot, Unreadable

NODE = tuple(s for s in FRAMEWORKS if "javascript" in s.languages)


def foretold(snapshot: Snapshot, paths: Iterable[str]) -> frozenset[str]:
    """The frameworks that packages of Node depend on: what hints at them is read once, for them."""
    found: set[str] = set()
    for path in paths:
        if path.rpartition("/")[2] == "package.json":
            with suppress(Unreadable):
                data = snapshot.read(path).data
                found |= {s.name for s in NODE if any(word in data for word in s.sure)}
    return frozenset(found)


class Manifests:
    """Which database engines the files name that projects name them in."""

    def __init__(self) -> None:
        self._said: dict[str, tuple[object, frozenset[str]]] = {}

    def refresh(self, snapshot: Snapshot, paths: Iterable[str]) -> None:
        """Read those again that changed, and forget those that are gone."""
        before, self._said = self._said, {}
        for path in filter(names_one, paths):
            stamp = snapshot.stamp(path)
            if path in before and before[path][0] == stamp:
                self._said[path] = before[path]
                continue
            with suppress(Unreadable):
                self._said[path] = (stamp, engines(snapshot.read(path).data))

    @property
    def dialect(self) -> str:
        """Of the one database they name, by sqlglot's name; else empty."""
        return chosen(named for _, named in self._said.values())

    @property
    def engines(self) -> frozenset[str]:
        """Every engine that one of them names."""
        return frozenset[str]().union(*(named for _, named in self._said.values()))
