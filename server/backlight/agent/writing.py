"""The tools that write: `Edit`, `MultiEdit`, `Write`; into memory, where the user's checks are.

To find the place of an edit takes long in a long file, so it is done where the menu need not wait.
"""

import asyncio
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

from backlight.agent.desk import Desk, ToolFailure
from backlight.agent.lazy import left_out
from backlight.agent.matching import replace
from backlight.agent.page import Page
from backlight.edits import Refused, apply, in_eol, lines
from backlight.text import Text

Wanted = Mapping[str, Any]
MOST_EDITS = 200
PROSE = (".md", ".mdx", ".rst", ".adoc", ".txt")
"""Files in which three dots before a word are nothing but a sentence."""


async def edit(desk: Desk, *, path: str, **wanted: Any) -> str:
    """Replace one text of a file by another."""
    return await asyncio.to_thread(_edited, desk, path, [wanted])


async def multi_edit(desk: Desk, *, path: str, edits: Sequence[Wanted]) -> str:
    """Several edits of one file, one after the other: all of them, or none."""
    if not edits:
        raise ToolFailure("`edits` is empty: give at least one.")
    if len(edits) > MOST_EDITS:
        raise ToolFailure(f"`edits` has {len(edits)} edits; make at most {MOST_EDITS} at once.")
    return await asyncio.to_thread(_edited, desk, path, edits)


async def write(desk: Desk, *, path: str, content: str) -> str:
    """Create a file, or give one that was read a whole new text."""
    path = desk.path(path)
    if not desk.overlay.exists(path):
        fresh = in_eol(content, "\n")
        if not path.endswith(PROSE) and (line := left_out(fresh, "")) is not None:
            raise ToolFailure(f"The content leaves code out ({line!r}): write every line.")
        desk.write(path, fresh)
        desk.show(path)
        return f"{path} is new; it has {len(lines(fresh.encode()))} lines."
    before = desk.read(path)
    if path not in desk.shown:
        raise ToolFailure(f"{path} exists already: read it before you replace it, or edit it.")
    if (line := left_out(content, before.source)) is not None:
        raise ToolFailure(f"The content leaves code out ({line!r}): use Edit, or write every line.")
    mark = "\ufeff" if before.source.startswith("\ufeff") else ""
    bare = in_eol(content.removeprefix("\ufeff"), "\n")
    after = await asyncio.to_thread(Page(before).ended, mark + bare)
    if after == before.source:
        return f"{path} reads so already; nothing was changed."
    desk.write(path, after, before)
    return f"{path} has a new text."


def _edited(desk: Desk, path: str, edits: Sequence[Wanted]) -> str:
    path = desk.path(path)
    text = before = desk.read(path)
    made: set[tuple[str, str, str]] = set()
    notes = []
    repeated = Counter((wanted["old_string"], wanted["new_string"]) for wanted in edits)
    for number, wanted in enumerate(edits, 1):
        which = f"Edit {number}: " if len(edits) > 1 else ""
        old, new = wanted["old_string"], wanted["new_string"]
        every = bool(wanted.get("replace_all"))
        before_this = (path, old, new) in desk.made | made
        if repeated[old, new] == 0 or (before_this and _stands(text, old, new)):
            notes.append(f"{which}already made; nothing was changed.")
            continue
        if not before_this and 1 < repeated[old, new] == _count(text, old):  # Once for each place
            every, repeated[old, new] = True, 0
        text, note = _applied(desk, path, text, (old, new, every), which)
        if old != new:
            made.add((path, old, new))
        notes.append(f"{which}{note}")
    desk.write(path, text.source, before)
    desk.made |= made
    return f"{path}: {' '.join(notes)}"


def _stands(text: Text, old: str, new: str) -> bool:
    """Whether what an edit writes is there, and nothing of what it replaces but within that."""
    source, old, new = (in_eol(one, "\n") for one in (text.source, old, new))
    return new in source and (old in new or old not in source)


def _count(text: Text, piece: str) -> int:
    """How often a piece stands in a text."""
    return in_eol(text.source, "\n").count(in_eol(piece, "\n")) if piece else 0


def _applied(
    desk: Desk, path: str, text: Text, wanted: tuple[str, str, bool], which: str
) -> tuple[Text, str]:
    """The text after one edit (what was there, what is to be, whether everywhere), and a word."""
    old, new, every = wanted
    found = replace(text, old, new, every=every)
    if isinstance(found, Refused):
        desk.show(path)
        none = " None of the edits was made." if which else ""
        raise ToolFailure(f"{which}{found.reason}{none}")
    if not found.edits:
        return text, f"{found.how}; nothing was changed."
    at = ", ".join(str(text.line_of(edit.start) + 1) for edit in found.edits[:8])
    how = f" (found {found.how})" if found.how else ""
    return apply(text, found.edits), f"changed at line {at}{how}."
