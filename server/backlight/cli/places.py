"""A place as it is written on the command line: FILE, FILE:LINE or FILE:LINE:COL."""

import re
from dataclasses import dataclass

from backlight.analysis.syntax import Span
from backlight.cli.answer import Stop
from backlight.cli.projects import absolute, readable, snapshot_of
from backlight.text import Text
from backlight.workspace import Snapshot

WRITTEN = re.compile(r"(?P<file>.*?)(?::(?P<line>\d{1,9}))?(?::(?P<column>\d{1,9}))?", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Place:
    """A file of a project, and the cursor in it (`None`: the whole file)."""

    snapshot: Snapshot
    path: str
    text: Text
    span: Span | None


def place(written: str) -> Place:
    """The place that is meant; stops with a sentence for what is not there or cannot be read."""
    found = WRITTEN.fullmatch(written)
    name, line, column = found.groups() if found else (written, None, None)
    if not name or absolute(written).is_file():
        name, line, column = written, None, None
    file, before = absolute(name), name.partition(":")[0]
    if before != name and not file.exists() and absolute(before).is_file():
        raise Stop("usage", f"{name} is no place: write FILE, FILE:LINE or FILE:LINE:COLUMN.")
    if file.is_dir():
        raise Stop("input", f"{name} is a folder; name a file in it.")
    snapshot, path = snapshot_of(file)
    readable(snapshot, path)
    text = snapshot.read(path)
    if line is None:
        return Place(snapshot, path, text, None)
    at = _offset(name, text, int(line), int(column) if column is not None else None)
    return Place(snapshot, path, text, Span(at, at))


def _offset(name: str, text: Text, line: int, column: int | None) -> int:
    """Where a line and column stand; without a column, the first that is not blank."""
    if line < 1 or column == 0:
        raise Stop("input", "Lines and columns are counted from 1.")
    if line > len(text.starts):
        raise Stop("input", f"{name} has {len(text.starts)} lines, there is no line {line}.")
    start, end = text.line(line - 1)
    written = text.slice(start, end)
    if column is None:
        column = len(written) - len(written.lstrip()) + 1
    elif column > len(written) + 1:
        raise Stop("input", f"Line {line} of {name} has {len(written)} columns, not {column}.")
    return text.offset(line - 1, column - 1, "utf-32")


def range_of(text: Text, span: Span) -> dict[str, dict[str, int]]:
    """A span as lines and columns from 1, the end exclusive."""
    ends = {"start": span.start, "end": span.end}
    return {name: _position(text, offset) for name, offset in ends.items()}


def _position(text: Text, offset: int) -> dict[str, int]:
    line, column = text.position(min(offset, len(text.data)), "utf-32")
    return {"line": line + 1, "column": column + 1}
