"""In which files nothing of a run stands any more: buffers were thrown away, or undone by hand."""

from collections.abc import Iterable, Mapping
from pathlib import Path

from backlight.renormalize import renormalized, same_lines
from backlight.state.record import File, Record
from backlight.survivors import survivors
from backlight.text import Text
from backlight.workspace import Snapshot, Unreadable

Gone = frozenset[tuple[str, str]]
"""Runs, each with the path of a file."""
LARGEST = 300_000
"""Bytes of a file that is compared line by line."""


def gone(records: Iterable[Record], buffers: Mapping[str, Text]) -> Gone:
    """The files of runs in which nothing of them stands: in buffers, or else on the disk by now."""
    found = set[tuple[str, str]]()
    for record in records:
        files = Snapshot(Path(record.root), only=("",))
        for file in record.files:
            there = buffers.get(record.at(file.path))
            try:
                if there is None and files.exists(file.path):
                    there = files.read(file.path)
            except Unreadable:
                continue
            if _lacks(file, there):
                found.add((record.run, file.path))
    return frozenset(found)


def _lacks(file: File, there: Text | None) -> bool:
    """Whether a file, which may not be there, has nothing of a run."""
    if file.made or there is None:
        return there is None and not file.removed
    if file.removed:
        return True
    if file.before is None or file.after is None:
        return False
    if reads_so(there, file.before, file.after):
        return True
    before, after = renormalized(Text(file.before), Text(file.after), there)
    if max(len(text.data) for text in (before, after, there)) > LARGEST:
        return False
    left = survivors(before, after, there)
    return not (left.whole or left.within or left.doubtful)


def reads_so(now: Text, text: str, other: str) -> bool:
    """Whether a text is that of one side of a change, in the ends of line the editor gives it."""
    side = Text(text)
    return same_lines(side, now) and renormalized(side, Text(other), now)[0].source == now.source
