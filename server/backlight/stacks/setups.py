"""Files that set up the connection of a mapper, as they are called: what they say holds for all."""

from collections.abc import Iterator
from functools import lru_cache
from re import Pattern

from backlight.analysis.facts import Project

MOST = 20
"""Files that are looked into."""


def saying(
    project: Project, said: Pattern[bytes], words: tuple[str, ...], ends: tuple[str, ...]
) -> Iterator[str]:
    """The files, of those with one of some words in their name, that hold a pattern."""
    for path in named(project.paths, words, ends)[:MOST]:
        source = project.read(path)
        if source is not None and said.search(source.text.data):
            yield path


@lru_cache(maxsize=16)
def named(paths: tuple[str, ...], words: tuple[str, ...], ends: tuple[str, ...]) -> tuple[str, ...]:
    """The paths whose last part has one of some words in it, whatever its case, and an end."""
    last = ((path, path.rpartition("/")[2].lower()) for path in paths if path.endswith(ends))
    return tuple(path for path, name in last if any(word in name for word in words))
