r"""Which hunks of a change stand in a text that somebody has typed on since.

>>> before, after = Text("a = 1\nb = 2\n"), Text("a = 3\nb = 2\n")
>>> [edit.text for edit in standing(before, after, Text("a = 3  # three\nb = 2\n")).within]
['a = 3\n']
>>> standing(before, after, Text("a = 1  # three\nb = 2\n"))
Standing(whole=(), within=(), doubtful=())
"""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby
from re import compile as regex

from backlight.diffs import steps
from backlight.edits import Edit, apply, between, meeting
from backlight.text import Text

WORD = regex(r"\w+|\W")
NAMED = regex(r"\w")
COMPARED = 200_000
"""Bytes of lines that are compared word by word; of what comes after that nothing is said."""


@dataclass(frozen=True, slots=True)
class Standing:
    """Hunks of ours, sorted: as they were written, with more typed within, and those in doubt."""

    whole: tuple[Edit, ...]
    within: tuple[Edit, ...]
    doubtful: tuple[Edit, ...]


def standing(before: Text, after: Text, now: Text) -> Standing:
    """The hunks of ours that are there, be it with more typed right beside them or within them."""
    whole, within, doubtful = set(_untouched(before, after, now)), set[Edit](), set[Edit]()
    for ours, all_there in _within(before, after, now):
        (within if all_there else doubtful).update(ours)
    rest = (within - whole, doubtful - whole)
    return Standing(tuple(sorted(whole)), *(tuple(sorted(some)) for some in rest))


def _untouched(before: Text, after: Text, now: Text) -> Iterator[Edit]:
    """Those whose lines have stayed as we wrote them."""
    since, shift = between(after, now), 0
    for edit in between(before, after):
        size = _size(edit)
        start, end = edit.start + shift, edit.start + shift + size
        shift += size - (edit.end - edit.start)
        changed = meeting(since, Edit(start, end, ""))
        # Whether lines that are gone came back, one sees at their place
        if not any(not size or (each.start < end and each.end > start) for each in changed):
            yield edit


def _within(before: Text, after: Text, now: Text) -> Iterator[tuple[list[Edit], bool]]:
    """Those on whose lines somebody typed, where these read more like ours than like before it.

    Each with whether all words that ours brings were brought: else the same may have been typed.
    Of a hunk that only takes words away nothing is said: whoever changes a line does so too.
    """
    theirs, left = between(before, now), COMPARED
    for near, ours in groupby(between(before, after), lambda edit: meeting(theirs, edit)):
        if not near:
            continue
        mine = list(ours)
        start, end = min(mine[0].start, near[0].start), max(mine[-1].end, near[-1].end)
        was = Text(before.slice(start, end))
        wanted, typed = (
            apply(was, [Edit(e.start - start, e.end - start, e.text) for e in some])
            for some in (mine, near)
        )
        left -= sum(len(text.data) for text in (was, wanted, typed))
        if left < 0:
            return
        old, new, there = (WORD.findall(text.source) for text in (was, wanted, typed))
        brought = _brought(old, new)
        if any(map(NAMED.match, brought)) and _apart(new, there) < _apart(old, there):
            yield mine, _follow(brought, _brought(old, there))


def _brought(one: list[str], other: list[str]) -> list[str]:
    """The words of the one that give place to these of the other."""
    return [word for same, _, _, k, m in steps(one, other) if not same for word in other[k:m]]


def _apart(one: list[str], other: list[str]) -> int:
    """How many words are in one of two texts only."""
    return sum(j - i + m - k for same, i, j, k, m in steps(one, other) if not same)


def _follow(some: list[str], words: list[str]) -> bool:
    """Whether words follow each other among others, whatever stands between."""
    rest = iter(words)
    return all(word in rest for word in some)


def _size(edit: Edit) -> int:
    return len(edit.text.encode("utf-8", "surrogatepass"))
