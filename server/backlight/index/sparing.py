"""A menu waits for few files: what takes more of them is worked out when it is chosen."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from backlight.analysis.syntax import Source

FEW = 24
"""Files that one instant engine may ask for while a menu is made."""


class TooMany(Exception):
    """An instant engine wants more files than a menu waits for."""


class Sparing:
    """The files of a project: any number of them, but few while a menu waits."""

    def __init__(self, read: Callable[[str], Source | None]) -> None:
        self._read = read
        self._asked: set[str] | None = None

    def __call__(self, path: str) -> Source | None:
        """A file of the project; raises `TooMany`."""
        if self._asked is not None:
            self._asked.add(path)
            if len(self._asked) > FEW:
                raise TooMany
        return self._read(path)

    @contextmanager
    def waiting(self) -> Iterator[None]:
        """A menu waits until this is over."""
        self._asked = set()
        try:
            yield
        finally:
            self._asked = None
