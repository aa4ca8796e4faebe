r"""Which hunks of a change are there still in a text that somebody has typed on since.

>>> before, after = Text("a = 1\nb = 2\n"), Text("a = 3\nb = 2\n")
>>> [edit.text for edit in survivors(before, after, Text("a = 3  # three\nb = 2\n")).within]
['a = 3\n']
>>> survivors(before, after, Text("a = 1  # three\nb = 2\n"))
Survivors(whole=frozenset(), within=frozenset(), doubtful=frozenset())
"""

from collections.abc import Iterator, Sequence
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
class Survivors:
    """Hunks of ours: as they were written, with more typed within them, and those in doubt."""

    whole: frozenset[Edit]
    within: frozenset[Edit]
    doubtful: frozenset[Edit]


def survivors(before: Text, after: Text, now: Text) -> Survivors:
    """The hunks of ours that are there, be it with more typed right beside them or within them."""
    ours, theirs = between(before, after), between(before, now)
    whole = frozenset({*ours} & {*theirs}).union(_untouched(ours, between(after, now)))
    within, doubtful = set[Edit](), set[Edit]()
    for some, all_there in _within(before, ours, theirs):
        (within if all_there else doubtful).update(some)
    return Survivors(whole, frozenset(within - whole), frozenset(doubtful - whole))


def _untouched(ours: Sequence[Edit], since: Sequence[Edit]) -> Iterator[Edit]:
    """Those whose lines have stayed as we wrote them."""
    shift = 0
    for edit in ours:
        size = len(edit.text.encode("utf-8", "surrogatepass"))
        start, end = edit.start + shift, edit.start + shift + size
        shift += size - (edit.end - edit.start)
        changed = meeting(since, Edit(start, end, ""))
        # Whether lines that are gone came back, one sees at their place
        if not any(not size or (each.start < end and each.end > start) for each in changed):
            yield edit


def _within(
    before: Text, ours: Sequence[Edit], theirs: Sequence[Edit]
) -> Iterator[tuple[list[Edit], bool]]:
    """Those on whose lines somebody typed, where these read more like ours than like before it.

    Each with whether all words that ours brings were brought: else the same may have been typed.
    Of a hunk that only takes words away nothing is said: whoever changes a line does so too.
    """
    left = COMPARED
    for near, some in groupby(ours, lambda edit: meeting(theirs, edit)):
        if not near:
            continue
        mine = list(some)
        start, end = min(mine[0].start, near[0].start), max(mine[-1].end, near[-1].end)
        was = Text(before.slice(start, end))
        wanted, typed = (
            apply(was, [Edit(e.start - start, e.end - start, e.text) for e in hunks])
            for hunks in (mine, near)
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
