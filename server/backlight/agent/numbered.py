"""Line numbers that a reading tool puts before lines, and that a model copied along with them."""

from collections.abc import Iterator
from re import compile as regex

_NUMBER = regex(r"^[ \t]*(\d{1,7})(?:→|\t|\| ?|: )")


def readings(old: str, new: str) -> Iterator[tuple[str, str, str]]:
    """An edit as it is given, then without line numbers; and how the second is told."""
    yield old, new, ""
    if (bare := _bare(old, new)) is not None:
        yield *bare, " and for the line numbers, which were taken off"


def _bare(old: str, new: str) -> tuple[str, str] | None:
    """The edit without the numbers before its lines; `None` unless all have one, in a row.

    The new lines have them as well, in whatever order, or none of them has: where only some have,
    nobody knows which of them are numbers of lines.
    """
    numbers, before = _numbered(old)
    first = numbers[0] or 0
    if numbers != list(range(first, first + len(numbers))):
        return None
    fresh, after = _numbered(new)
    if None not in fresh:
        return before, after
    return (before, new) if set(fresh) == {None} else None


def _numbered(text: str) -> tuple[list[int | None], str]:
    """The numbers before the lines, `None` where there is none, and the lines without them."""
    lines = text.removesuffix("\n").split("\n")
    found = [_NUMBER.match(line) for line in lines]
    numbers = [int(match[1]) if match else None for match in found]
    bare = [
        line[match.end() :] if match else line for line, match in zip(lines, found, strict=True)
    ]
    return numbers, "\n".join(bare) + ("\n" if text.endswith("\n") else "")
