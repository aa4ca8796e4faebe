"""The tools that write: `Edit`, `MultiEdit`, `Write`; into memory, where the user's checks are.

To find the place of an edit takes long in a long file, so it is done where the menu need not wait.
"""

import asyncio
from collections.abc import Mapping, Sequence
from typing import Any

from backlight.agent.desk import Desk, ToolFailure
from backlight.agent.lazy import left_out
from backlight.agent.matching import replace
from backlight.edits import Refused, apply, in_eol, lines
from backlight.text import Text

Wanted = Mapping[str, Any]
MOST_EDITS = 200


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
        desk.write(path, fresh)
        desk.show(path)
        return f"{path} is new; it has {len(lines(fresh.encode()))} lines."
    before = desk.read(path)
    if path not in desk.shown:
        raise ToolFailure(f"{path} exists already: read it before you replace it, or edit it.")
    if (line := left_out(content, before.source)) is not None:
        raise ToolFailure(f"The content leaves code out ({line!r}): use Edit, or write every line.")
    mark = "\ufeff" if before.source.startswith("\ufeff") else ""
    after = mark + in_eol(content.removeprefix("\ufeff"), before.eol)
    if after == before.source:
        return f"{path} reads so already; nothing was changed."
    desk.write(path, after, before)
    return f"{path} has a new text."


def _edited(desk: Desk, path: str, edits: Sequence[Wanted]) -> str:
    path = desk.path(path)
    text = before = desk.read(path)
    made: set[tuple[str, str, str]] = set()
    notes = []
    for number, wanted in enumerate(edits, 1):
        which = f"Edit {number}: " if len(edits) > 1 else ""
        old, new = wanted["old_string"], wanted["new_string"]
        if (path, old, new) in desk.made and in_eol(new, "\n") in in_eol(text.source, "\n"):
            notes.append(f"{which}already made; nothing was changed.")
            continue
        text, note = _applied(desk, path, text, wanted, which)
        if old != new:
            made.add((path, old, new))
        notes.append(f"{which}{note}")
    desk.write(path, text.source, before)
    desk.made |= made
    return f"{path}: {' '.join(notes)}"


def _applied(desk: Desk, path: str, text: Text, wanted: Wanted, which: str) -> tuple[Text, str]:
    """The text after one edit, and a word on it."""
    every = bool(wanted.get("replace_all"))
    found = replace(text, wanted["old_string"], wanted["new_string"], every=every)
    if isinstance(found, Refused):
        desk.show(path)
        none = " None of the edits was made." if which else ""
        raise ToolFailure(f"{which}{found.reason}{none}")
    if not found.edits:
        return text, f"{found.how}; nothing was changed."
    at = ", ".join(str(text.line_of(edit.start) + 1) for edit in found.edits[:8])
    how = f" (found {found.how})" if found.how else ""
    return apply(text, found.edits), f"changed at line {at}{how}."
