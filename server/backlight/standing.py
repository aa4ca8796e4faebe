r"""Which hunks of a change stand in a text that somebody has typed on since.

>>> before, after = Text("a = 1\nb = 2\n"), Text("a = 3\nb = 2\n")
>>> [edit.text for edit in standing(before, after, Text("a = 30\nb = 2\n"))]
[]
>>> [edit.text for edit in standing(before, after, Text("a = 3  # three\nb = 2\n"))]
['a = 3\n']
"""

from collections.abc import Iterator
from itertools import groupby
from re import compile as regex

from backlight.diffs import steps
from backlight.edits import Edit, apply, between, near
from backlight.text import Text

WORD = regex(r"\w+|\W")
COMPARED = 20_000
"""Bytes of lines that are compared word by word; of more than that nothing is said."""


def standing(before: Text, after: Text, now: Text) -> tuple[Edit, ...]:
    """The hunks of ours that are there, be it with more typed right beside them or within them."""
    untouched = set(_untouched(before, after, now))
    return tuple(sorted(untouched.union(*_within(before, after, now))))


def _untouched(before: Text, after: Text, now: Text) -> Iterator[Edit]:
    """Those whose lines have stayed as we wrote them."""
    since, shift = between(after, now), 0
    for edit in between(before, after):
        size = _size(edit)
        start, end = edit.start + shift, edit.start + shift + size
        shift += size - (edit.end - edit.start)
        changed = near(since, Edit(start, end, ""))
        # Whether lines that are gone came back, one sees at their place
        if not any(not size or (each.start < end and each.end > start) for each in changed):
            yield edit


def _within(before: Text, after: Text, now: Text) -> Iterator[list[Edit]]:
    """Those on whose lines somebody typed, where these read more like ours than like before it."""
    theirs = between(before, now)
    for there, ours in groupby(between(before, after), lambda edit: near(theirs, edit)):
        if not there:
            continue
        both = list(ours)
        start, end = min(both[0].start, there[0].start), max(both[-1].end, there[-1].end)
        was = Text(before.slice(start, end))
        wanted, typed = (
            apply(was, [Edit(e.start - start, e.end - start, e.text) for e in some])
            for some in (both, there)
        )
        if max(len(text.data) for text in (was, wanted, typed)) > COMPARED:
            continue
        if _apart(wanted, typed) < _apart(was, typed):
            yield both


def _apart(one: Text, other: Text) -> int:
    """How many words are in one of two texts only."""
    old, new = WORD.findall(one.source), WORD.findall(other.source)
    return sum(j - i + m - k for same, i, j, k, m in steps(old, new) if not same)


def _size(edit: Edit) -> int:
    return len(edit.text.encode("utf-8", "surrogatepass"))
