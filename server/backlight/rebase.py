r"""Bring a change onto what the user typed meanwhile; the user's text always stays.

>>> before, wanted, typed = Text("a\nb\nc\n"), Text("a\nB\nc\n"), Text("a\nb\nc\nd\n")
>>> merge(before, wanted, typed).text.source
'a\nB\nc\nd\n'
"""

from collections.abc import Iterable
from dataclasses import dataclass
from difflib import SequenceMatcher
from re import compile as regex

from backlight.edits import Edit, apply, between, lines, meeting
from backlight.text import Text

ENDS = regex(r"[\r\n]")
LAST = regex(r"(?:\r\n|\n|\r)\Z")
COMPARED = 4_000
"""Characters of lines that are compared letter by letter; of more than that nothing is added."""


@dataclass(frozen=True, slots=True)
class Merged:
    """The text with both changes in it, and what could not be put in."""

    text: Text
    base: Text
    """The text before, with its last line ended: what the hunks left out are for."""
    kept: tuple[Edit, ...] = ()
    """Hunks whose lines the user changed as well."""


def merge(before: Text, wanted: Text, typed: Text, *, anew: bool = False) -> Merged:
    """Both changes, line by line: a hunk on lines that were typed on is kept aside.

    Lines that only touch are both taken; a hunk that the user typed as well is there already, and
    lines that stand in what the user typed right there may be: to add them again is a guess.
    What is done once more (`anew`) may be there in other words: then nothing is added to lines that
    were added there since, or that read more like it than like what they came from.
    A last line without its end is a line like any other; whether it ends is settled at the end.
    """
    return _merged((before, wanted, typed), ended(before, wanted, typed), anew=anew)


def insisted(before: Text, wanted: Text, typed: Text) -> Merged:
    """Both changes, where the user has said that ours counts on the lines that both changed."""
    base, whole, there = ended(before, wanted, typed)
    ours = between(base, whole)
    theirs = [t for t in between(base, there) if not any(_overlap(t, o) for o in meeting(ours, t))]
    return _merged((before, wanted, typed), (base, whole, apply(base, theirs)), anew=True)


def ended(*texts: Text) -> tuple[Text, ...]:
    """The texts with their last lines ended, as lines end in the last text that has any."""
    eol = next((text.eol for text in reversed(texts) if ENDS.search(text.source)), "\n")
    return tuple(text if _ends(text) else Text(text.source + eol) for text in texts)


def _merged(given: tuple[Text, Text, Text], whole: tuple[Text, ...], *, anew: bool) -> Merged:
    """`given` are the texts before, wanted and typed; `whole` the same with their ends."""
    base, wanted, typed = whole
    theirs = between(base, typed)
    there = set(map(_bare, theirs))
    ours = [edit for edit in between(base, wanted) if _bare(edit) not in there]
    kept = {
        edit
        for edit in ours
        if any(_overlap(edit, t) or _holds(base, t, edit, anew=anew) for t in meeting(theirs, edit))
    }
    taken = [edit for edit in ours if edit not in kept]
    woven = _woven(base, theirs, taken).decode("utf-8", "surrogatepass")
    last = _ordered(theirs, taken)[-1:]
    at_end = {
        "theirs": _reaches(base, theirs),
        "below": _reaches(base, [edit for edit in taken if edit in last]),
        "kept": _reaches(base, kept),
    }
    text = woven if _stays_ended(given, **at_end) else LAST.sub("", woven)
    return Merged(Text(text), base, tuple(sorted(kept)))


def _stays_ended(given: tuple[Text, Text, Text], *, theirs: bool, below: bool, kept: bool) -> bool:
    """Whether the last line ends: as whoever changed that has it; it does below what was typed.

    `theirs` and `kept` say whether a hunk of that kind reaches the end; `below` that ours is last.
    """
    before, wanted, typed = map(_ends, given)
    if kept or wanted == typed:
        return typed
    if typed != before:
        return typed or (theirs and below)
    return wanted or theirs


def _reaches(base: Text, edits: Iterable[Edit]) -> bool:
    return any(edit.end == len(base.data) for edit in edits)


def _ends(text: Text) -> bool:
    return text.source[-1:] in {"", "\n", "\r"}


def against(before: Text, typed: Text, kept: Iterable[Edit]) -> tuple[Edit, ...]:
    """What was typed on the lines of hunks that are kept back, where it stands in the text now."""
    hunks, found, shift = sorted(kept), [], 0
    before, typed = ended(before, typed)
    for edit in between(before, typed):
        size = len(edit.text.encode("utf-8", "surrogatepass"))
        if any(_overlap(edit, hunk) for hunk in meeting(hunks, edit)):
            found.append(Edit(edit.start + shift, edit.start + shift + size, edit.text))
        shift += size - (edit.end - edit.start)
    return tuple(found)


def touching(before: Text, typed: Text, edits: Iterable[Edit]) -> frozenset[Edit]:
    """Those of our edits of the text now that stand right beside lines the user typed."""
    spans, shift = list[Edit](), 0
    for edit in between(before, typed):
        size = len(edit.text.encode("utf-8", "surrogatepass"))
        spans.append(Edit(edit.start + shift, edit.start + shift + size, edit.text))
        shift += size - (edit.end - edit.start)
    return frozenset(edit for edit in edits if meeting(spans, edit))


def moved(before: Text, now: Text, start: int, end: int) -> tuple[int, int] | None:
    """Where a stretch of one text stands in a later one; `None` if it was changed inside."""
    shift = 0
    for edit in between(before, now):
        first, last, size = _trimmed(before.data, edit)
        if last <= start:
            shift += size - (last - first)
        elif first < end or first < start:
            return None
    return start + shift, end + shift


def _overlap(one: Edit, other: Edit) -> bool:
    """Whether two hunks share a line; those that only meet at a border do not."""
    return one.start < other.end and other.start < one.end


def _holds(before: Text, theirs: Edit, ours: Edit, *, anew: bool) -> bool:
    """Whether lines that are only added may stand in a hunk right beside them already."""
    if ours.start != ours.end or not theirs.start <= ours.start <= theirs.end:
        return False
    if f"\n{ours.text}" in f"\n{theirs.text}":
        return True
    if not anew:
        return False
    was = before.slice(theirs.start, theirs.end)
    if len(theirs.text) + len(was) + len(ours.text) > COMPARED:
        return True
    if len(lines(theirs.text.encode("utf-8", "surrogatepass"))) > len(lines(Text(was).data)):
        return True
    return _alike(theirs.text, ours.text) > _alike(theirs.text, was)


def _alike(one: str, other: str) -> float:
    return SequenceMatcher(None, one, other, autojunk=False).ratio()


def _bare(edit: Edit) -> tuple[int, int, str]:
    return edit.start, edit.end, edit.text


def _ordered(theirs: tuple[Edit, ...], taken: list[Edit]) -> list[Edit]:
    """What was typed comes before what is added at the same place."""
    both = [*((edit, 0) for edit in theirs), *((edit, 1) for edit in taken)]
    return [e for e, _ in sorted(both, key=lambda pair: (pair[0].start, pair[0].end, pair[1]))]


def _woven(before: Text, theirs: tuple[Edit, ...], taken: list[Edit]) -> bytes:
    parts, at = [], 0
    for edit in _ordered(theirs, taken):
        parts += [before.data[at : edit.start], edit.text.encode("utf-8", "surrogatepass")]
        at = edit.end
    return b"".join([*parts, before.data[at:]])


def _trimmed(data: bytes, edit: Edit) -> tuple[int, int, int]:
    """Start, end and new size of what really differs within a hunk of whole lines."""
    old, new = data[edit.start : edit.end], edit.text.encode("utf-8", "surrogatepass")
    shorter = min(len(old), len(new))
    head = next((n for n in range(shorter) if old[n] != new[n]), shorter)
    rest = shorter - head
    tail = next((n for n in range(rest) if old[-1 - n] != new[-1 - n]), rest)
    return edit.start + head, edit.end - tail, len(new) - head - tail
