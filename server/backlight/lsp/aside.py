"""Hunks that are left alone: where they stand, and how they are offered and taken back later."""

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import accumulate

from backlight.edits import Edit, apply, between, meeting
from backlight.rebase import Merged, ended
from backlight.state.record import File
from backlight.text import Text

STAYS = "it since, so it stays as you have it"


def narrowed(file: File, ours: Sequence[Edit], merged: Merged) -> File:
    """A file of a run of which all is taken back but the hunks left alone: those are still to be.

    Where they cannot be told apart from the others in the text of the run, all stay to be.
    """
    last = Text(file.after or "" if file.left is None else file.left)
    every: Sequence[Edit] = ours
    if last.data != merged.base.data:  # The editor has other ends of line, or no mark
        every = between(last, Text(file.before or ""))
    if len(every) != len(ours) or not {*merged.kept} <= {*ours}:
        return file
    done = [edit for edit, twin in zip(every, ours, strict=True) if twin not in merged.kept]
    return replace(file, left=apply(last, done).source)


def lines(
    typed: Text, ours: Iterable[Edit], merged: Merged, some: Iterable[Edit] = ()
) -> tuple[str, bool]:
    """The lines of hunks left alone as the text reads afterwards; whether they are several."""
    base, typed = ended(merged.base, typed)
    theirs = between(base, typed)
    made = {*ours} - {*merged.kept} - {*theirs}
    text, found = merged.text, list[tuple[int, int]]()
    for start, end in sorted(_places(some or merged.kept, made, theirs)):
        first, last = text.line_of(start) + 1, text.line_of(max(start, end - 1)) + 1
        if found and first <= found[-1][1] + 1:
            first, last = found[-1][0], max(last, found.pop()[1])
        found.append((first, last))
    *most, one = [f"{a}" if a == b else f"{a}-{b}" for a, b in found]
    listed = f"{', '.join(most)} and {one}" if most else one
    return (f"line {one}", False) if listed.isdecimal() else (f"lines {listed}", True)


def together(
    first: tuple[Text, Iterable[Edit]], later: tuple[Text, Iterable[Edit]]
) -> tuple[Text, tuple[Edit, ...]]:
    """Hunks of a text, and more of a later form of it, as hunks of the first.

    What was typed in between within one of the later ones is part of it then; where two would be
    about the same lines, the first counts.
    """
    (base, hunks), (now, more) = first, later
    since, found = between(now, base), list(hunks)
    for edit in more:
        near = [each for each in since if _overlap(each, edit)]
        start = min(each.start for each in (edit, *near))
        end = max(each.end for each in (edit, *near))
        text = now.slice(start, edit.start) + edit.text + now.slice(edit.end, end)
        first_at = start + sum(map(_growth, (each for each in since if each.end <= start)))
        last_at = end + sum(map(_growth, (each for each in since if each.end <= end)))
        back = replace(edit, start=first_at, end=last_at, text=text)
        if not any(_overlap(each, back) for each in found):
            found.append(back)
    return base, tuple(sorted(found))


def stays(path: str, where: tuple[str, bool]) -> str:
    """What is said of lines that stay, one or several."""
    these, many = where
    so = "them since, so they stay as you have them" if many else STAYS
    return f"{path}, {these}: you changed {so}."


def _places(
    kept: Iterable[Edit], made: Iterable[Edit], theirs: tuple[Edit, ...]
) -> Iterator[tuple[int, int]]:
    """Where the lines of hunks that are left out stand once all other edits are made."""
    every = sorted((*theirs, *made))
    ends = [edit.end for edit in every]
    grown = [0, *accumulate(map(_growth, every))]
    for hunk in kept:
        added = hunk.start == hunk.end
        near = [t for t in meeting(theirs, hunk) if added or _overlap(t, hunk)]
        start = min(edit.start for edit in (hunk, *near))
        end = max(edit.end for edit in (hunk, *near))
        inside = sum(_growth(edit) for edit in near if edit.end <= start)
        at = start + grown[bisect_right(ends, start)] - inside
        yield at, at + end - start + sum(map(_growth, near))


def _overlap(one: Edit, other: Edit) -> bool:
    return one.start < other.end and other.start < one.end


def _growth(edit: Edit) -> int:
    """By how many bytes a text is longer after an edit."""
    return len(edit.text.encode("utf-8", "surrogatepass")) - (edit.end - edit.start)
