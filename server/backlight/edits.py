r"""Edits as plain values: they say what changes, and never write it.

>>> apply(Text("x = 1\n"), (Edit(4, 5, "2"),)).source
'x = 2\n'
"""

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from operator import attrgetter

from backlight.diffs import steps
from backlight.text import END_OF_LINE, Text


@dataclass(frozen=True, slots=True, order=True)
class Edit:
    """Replace the bytes `start:end` of one text by `text`; `why` is the reason of the hunk."""

    start: int
    end: int
    text: str
    why: str = ""


@dataclass(frozen=True, slots=True)
class Change:
    """What one action does to the project, file by file; paths are relative to its root.

    Invariant: the edits of a file are sorted and disjoint, and a path is either edited or created.
    What deletes or renames does nothing else: an editor cannot take half of it back.
    """

    edits: Mapping[str, tuple[Edit, ...]] = field(default_factory=dict)
    created: Mapping[str, str] = field(default_factory=dict)
    deleted: tuple[str, ...] = ()
    renamed: Mapping[str, str] = field(default_factory=dict)
    """Old path -> new path."""

    @property
    def files(self) -> tuple[str, ...]:
        """Every file that changes."""
        moved = (*self.deleted, *self.renamed, *self.renamed.values())
        return (*self.written, *moved)

    @property
    def written(self) -> tuple[str, ...]:
        """Every file that has another text afterwards."""
        return (*self.edits, *self.created)


@dataclass(frozen=True, slots=True)
class Refused:
    """Why no change is offered: one sentence that says what to do."""

    reason: str


class OverlappingEdits(ValueError):
    """Two edits of one text touch the same bytes."""


def change(*parts: Change | tuple[str, Iterable[Edit]]) -> Change:
    """Merge changes, and edits of single files, into one; raises `OverlappingEdits`.

    The same edit said twice (two parts that add one import) counts once.
    """
    edits: dict[str, list[Edit]] = {}
    created: dict[str, str] = {}
    deleted: dict[str, None] = {}
    renamed: dict[str, str] = {}
    for part in parts:
        given = part if isinstance(part, Change) else Change({part[0]: tuple(part[1])})
        created |= given.created
        deleted |= dict.fromkeys(given.deleted)
        renamed |= given.renamed
        for path, some in given.edits.items():
            edits.setdefault(path, []).extend(some)
    sorted_edits = {path: _sorted(some) for path, some in edits.items() if some}
    return Change(sorted_edits, created, tuple(deleted), renamed)


def apply(text: Text, edits: Iterable[Edit]) -> Text:
    """The text after the edits; raises `OverlappingEdits`."""
    data = bytearray(text.data)
    for edit in reversed(_sorted(edits)):
        data[edit.start : edit.end] = edit.text.encode("utf-8", "surrogatepass")
    return Text(data.decode("utf-8", "surrogatepass"))


def applied(what: Change, read: Callable[[str], Text]) -> dict[str, Text]:
    """Every file of a change as it reads afterwards."""
    after = {path: apply(read(path), edits) for path, edits in what.edits.items()}
    moved = {new: read(old) for old, new in what.renamed.items()}
    return after | moved | {path: Text(source) for path, source in what.created.items()}


def conform(what: Change, read: Callable[[str], Text]) -> Change:
    """The same change with inserted lines ended as the file around them ends its lines.

    What is copied from a file with other ends of line into a new one ends as the rest of that does.
    """
    return Change(
        {
            path: tuple(Edit(e.start, e.end, in_eol(e.text, read(path).eol), e.why) for e in edits)
            for path, edits in what.edits.items()
        },
        {path: in_eol(text, Text(text).eol) for path, text in what.created.items()},
        what.deleted,
        what.renamed,
    )


def reasons(what: Change) -> tuple[str, ...]:
    """Why a change is made, each reason once; a new file is one."""
    whys = [edit.why for edits in what.edits.values() for edit in edits if edit.why]
    return tuple(dict.fromkeys([*whys, *(f"Creates `{path}`." for path in what.created)]))


def below(text: Text, offset: int, new: str, why: str = "") -> Edit:
    """New lines under the line of an offset, whatever else stands on it."""
    number = text.line_of(offset)
    start, end = text.line(number + 1)[0], text.line(number)[1]
    return Edit(start, start, f"{new}\n", why) if start > end else Edit(end, end, f"\n{new}", why)


def in_eol(text: str, eol: str) -> str:
    """A text with every end of line made the given one."""
    return text.replace("\r\n", "\n").replace("\r", "\n").replace("\n", eol)


def between(before: Text, after: Text, why: str = "") -> tuple[Edit, ...]:
    """Whole-line edits that lead from one text to another: minimal, sorted and disjoint."""
    old, new, offset = lines(before.data), lines(after.data), 0
    found: list[Edit] = []
    for same, i, j, k, m in steps(old, new):
        size = sum(map(len, old[i:j]))
        if not same:
            text = b"".join(new[k:m]).decode("utf-8", "surrogatepass")
            found.append(Edit(offset, offset + size, text, why))
        offset += size
    return tuple(found)


def meeting(edits: Sequence[Edit], one: Edit) -> Sequence[Edit]:
    """Those of sorted, disjoint hunks that share a line with one, or meet it at a border."""
    first = bisect_left(edits, one.start, key=attrgetter("end"))
    last = bisect_right(edits, one.end, key=attrgetter("start"))
    return edits[first:last]


def lines(data: bytes) -> list[bytes]:
    """The lines of a text, each with its end of line."""
    ends = [0, *(end.end() for end in END_OF_LINE.finditer(data))]
    if ends[-1] != len(data):
        ends.append(len(data))
    return [data[start:end] for start, end in pairwise(ends)]


def _sorted(edits: Iterable[Edit]) -> tuple[Edit, ...]:
    """In order of place, exact repeats dropped; insertions at one place keep their order."""
    ordered = sorted(dict.fromkeys(edits), key=lambda edit: (edit.start, edit.end))
    for left, right in pairwise(ordered):
        if right.start < left.end:
            raise OverlappingEdits(f"edits at {left.start}-{left.end} and {right.start} overlap")
    return tuple(ordered)
