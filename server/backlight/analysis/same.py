"""The fragments of a project as a key: what is worked out of them all is kept until one changes."""

from collections.abc import Mapping
from typing import Generic, TypeVar

Fragment = TypeVar("Fragment")


class Same(Generic[Fragment]):
    """Fragments by path; equal to others where each is the same one, and nothing else is compared.

    They are what is made anew when a file changes, and only then.
    """

    __slots__ = ("_key", "fragments")

    def __init__(self, fragments: Mapping[str, Fragment]) -> None:
        self.fragments = fragments
        self._key = tuple((path, id(fragment)) for path, fragment in fragments.items())

    def __hash__(self) -> int:
        return hash(self._key)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Same) and other._key == self._key
