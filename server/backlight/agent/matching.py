r"""Where an edit of the model belongs: in the one place that can be meant, or nowhere.

The tiers go from exact to what models get wrong most: a whole block misses the same white
space in front. Each needs one match in the whole file; nothing is guessed by likeness.

>>> found = replace(Text("def f():\n    x = 1\n    y = 2\n"), "x = 1\ny = 2", "x = 3\ny = 2")
>>> found.edits[0].text
'    x = 3\n    y = 2'
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import islice

from backlight.agent.indents import explained, headless, kept, respaced, same, shifted
from backlight.agent.lazy import left_out
from backlight.agent.nearest import nearest
from backlight.agent.numbered import readings
from backlight.agent.page import Page
from backlight.edits import Edit, Refused, in_eol
from backlight.text import Text

BOM = "\ufeff"
"""The mark some files begin with; no edit of a model takes it away, or puts it there."""
ALREADY = "already made"
SAME = "old_string and new_string are the same, and the file reads so already"
"""A model writes such an edit beside others to show what stays; it is no reason to refuse those."""

LONG_ENOUGH = 20
"""Characters a replacement needs for its presence to prove that it was made before.

One that is a part of what it replaces proves nothing: it was there all along.
"""

SHOWN = 8
"""Line numbers named in a refusal."""

MOST_PLACES = 10_000
"""Places at which one edit is made; more are no work of a model."""
LARGEST = 8_000_000
"""Characters of a text that an edit may make."""

MOST_WORK = 5_000_000
"""Lines of the file times lines looked for, above which only an exact match counts."""

Fit = Callable[[list[str], list[str], list[str]], list[str] | None]
"""Lines of the file, of `old` and of `new` -> the lines to write there, `None` if not here."""

TIERS: tuple[tuple[str, Fit], ...] = (
    ("but for blanks at the ends of lines", same),
    ("but for its indentation, which was put right", shifted),
    ("but for tabs and spaces, which were put right", respaced),
    ("but for the indentation of its first line, which was put right", headless),
)


@dataclass(frozen=True, slots=True)
class Found:
    """The edits that an edit of the model means; none if the text already reads so."""

    edits: tuple[Edit, ...]
    how: str = ""
    """How the text found differs from the text asked for."""


def replace(text: Text, old: str, new: str, *, every: bool = False) -> Found | Refused:
    """Replace `old`, which must be found once (or `every` time it is found exactly), by `new`."""
    old, new = in_eol(old.removeprefix(BOM), "\n"), in_eol(new.removeprefix(BOM), "\n")
    if not old.strip():
        return Refused(
            "old_string is empty: give the text to replace, with the lines around it if need be."
        )
    if not text.source.startswith(BOM):
        return _replaced(text, old, new, every=every)
    found = _replaced(Text(text.source.removeprefix(BOM)), old, new, every=every)
    return found if isinstance(found, Refused) else Found(_behind_mark(found.edits), found.how)


def _behind_mark(edits: tuple[Edit, ...]) -> tuple[Edit, ...]:
    """Edits of a text without its byte order mark, as edits of the text with it."""
    size = len(BOM.encode())
    return tuple(Edit(edit.start + size, edit.end + size, edit.text) for edit in edits)


def _replaced(text: Text, old: str, new: str, *, every: bool) -> Found | Refused:
    """The same without byte order marks, and with ends of line as the model writes them."""
    page = Page(text)
    if old == new and old in page.source:
        return Found((), SAME)
    if (line := left_out(new, page.source)) is not None:
        return Refused(
            f"new_string leaves code out ({line!r}): write every line, or make a smaller edit."
        )
    if places := list(islice(_places(page.source, old), MOST_PLACES + 1)):
        if len(places) > MOST_PLACES:
            return Refused(
                f"old_string is found more than {MOST_PLACES:,} times: take a longer one."
            )
        if len(places) > 1 and not every:
            return _ambiguous([page.line(place) for place in places])
        chosen = _apart(places, len(old))
        if len(page.source) + len(chosen) * (len(new) - len(old)) > LARGEST:
            return Refused("The file would become larger than any file that is edited here.")
        return Found(page.edits((at, at + len(old), new) for at in chosen))
    found = _by_lines(page, old, new)
    return Found((), SAME) if old == new and isinstance(found, Found) else found


def _places(source: str, old: str) -> Iterator[int]:
    at = source.find(old)
    while at >= 0:
        yield at
        at = source.find(old, at + 1)


def _apart(places: list[int], size: int) -> list[int]:
    """Those of the places that do not overlap an earlier one."""
    chosen: list[int] = []
    for place in places:
        if not chosen or place >= chosen[-1] + size:
            chosen.append(place)
    return chosen


def _by_lines(page: Page, old: str, new: str) -> Found | Refused:
    """Whole lines that differ from `old` in white space only, tier by tier."""
    if len(page.lines) * old.count("\n") > MOST_WORK:
        return Refused("old_string is not in the file as it is given; try a few lines at a time.")
    for before, after, how in readings(old, new):
        whole = before.endswith("\n")
        wanted = before.removesuffix("\n").split("\n")
        fresh = (after.removesuffix("\n") if whole else after).split("\n")
        starts = _alike(page.lines, wanted)
        for name, fit in TIERS:
            fits = [
                (at, kept(there, wanted, fresh, lines))
                for at in starts
                if (lines := fit(there := page.lines[at : at + len(wanted)], wanted, fresh))
                is not None
                and (fit in {same, headless} or explained(wanted, fresh))
            ]
            if len(fits) > 1:
                return _ambiguous([at + 1 for at, _ in fits])
            if fits:
                ends = whole and not after.endswith("\n")
                return Found(
                    page.edits([_span(page, *fits[0], len(wanted), joins=ends)]), f"{name}{how}"
                )
    proves = len(new.strip()) >= LONG_ENOUGH and new.strip() not in old
    if proves and page.source.count(new) == 1:
        return Found((), ALREADY)
    return Refused(f"old_string is not in the file. {nearest(page.lines, old)}")


def _alike(lines: list[str], wanted: list[str]) -> list[int]:
    """Where the lines are those wanted but for white space at their beginnings and ends."""
    bare = [line.strip(" \t") for line in lines]
    sought = [line.strip(" \t") for line in wanted]
    key = next((number for number, line in enumerate(sought) if line), None)
    if key is None:
        return []
    size = len(sought)
    return [
        at
        for at in range(len(lines) - size + 1)
        if bare[at + key] == sought[key] and bare[at : at + size] == sought
    ]


def _span(page: Page, at: int, lines: list[str], size: int, *, joins: bool) -> tuple[int, int, str]:
    """Replace whole lines; their last end of line is left as it is unless `new` leaves it out."""
    last = at + size - 1
    end = page.starts[last] + len(page.lines[last])
    if joins and last + 1 < len(page.lines):
        end += 1
    return page.starts[at], end, "\n".join(lines)


def _ambiguous(lines: list[int]) -> Refused:
    some = ", ".join(map(str, lines[:SHOWN])) + (" …" if len(lines) > SHOWN else "")
    return Refused(
        f"old_string is found {len(lines)} times, at lines {some}: "
        "add lines around it until it is unique, or set replace_all."
    )
