"""One document that is open, kept as the editor says: a key costs the same in 3 MB as in 3 kB."""

from dataclasses import dataclass, field
from itertools import count
from re import compile as regex
from typing import Any

from backlight.analysis.syntax import Source, parse
from backlight.text import Encoding, Text, paired

LINE = regex(r"[^\r\n]*(?:\r\n|\n|\r)|[^\r\n]+\Z|\Z")
"""LSP has three ends of line; the last line has none, and may be empty."""
STAMPS = count(1)


class Unsound(Exception):
    """A change that cannot be meant: the text here is no longer the text of the editor."""


@dataclass(slots=True)
class Document:
    """One open document; the text is made when asked for, once a version."""

    uri: str
    """As the editor writes it: edits go back under this name."""
    path: str
    """Absolute, its links followed."""
    version: int
    lines: list[str]
    name: str = ""
    """Its path in its project, which is what facts call it."""
    stamp: int = 0
    """Another number after each change, whatever versions the editor counts; never used twice."""
    unsound: str = ""
    """Why no edit may be sent for it; until it is sent whole again."""
    touched: float = 0.0
    """When it last changed, on the clock of the event loop."""
    used: float = 0.0
    """When it was opened, last changed or asked for its menu, on the same clock."""
    watched: bool = False
    """Somebody waits for a pause in typing."""
    marks: tuple[int | None, list[dict[str, Any]]] = (None, [])
    """The findings that are shown in it, and the version they were found in."""
    took: float = 0.0
    """Seconds that its findings took the last time."""
    disk: tuple[int, ...] | None = None
    """The state of the file on the disk that it is known to come from; `None` before one looks."""
    saved: Text | None = None
    """As it was when the editor last saved it; what is typed at once is not on the disk yet."""
    shown: dict[int, Text] = field(default_factory=dict)
    """The texts on which menus were shown, by version; the newest few."""
    reported: tuple[int, tuple[str, ...]] = (0, ())  # of a text with this stamp, see `reported.py`
    _text: Text | None = None
    _source: Source | None = None

    @property
    def text(self) -> Text:
        """The text as it is now."""
        if self._text is None:
            self._text = Text.joined(self.lines)
        return self._text

    @property
    def source(self) -> Source:
        """The text parsed, from the parse before where there is one."""
        before = self._source if self._source and self._source.path == self.name else None
        if before is None or before.text is not self.text:
            before = self._source = parse(self.name, self.text, before)
        return before

    def show(self) -> None:
        """Remember the text of this version: a command picked from a menu may name it."""
        self.shown[self.version] = self.text
        while len(self.shown) > 3:
            del self.shown[next(iter(self.shown))]

    def replace(self, text: str) -> None:
        """Take a whole text; whatever was wrong is mended by it."""
        self.lines, self.unsound = split(text), ""
        self._changed()

    def splice(
        self, first: tuple[int, int], last: tuple[int, int], text: str, by: Encoding
    ) -> None:
        """Put a text in the place of a range; raises `Unsound`."""
        lines = self.lines
        if first > last:
            raise Unsound("a range ends before it starts")
        top, left = _place(lines, first, by)
        bottom, right = _place(lines, last, by)
        piece = paired(lines[top][:left] + text + lines[bottom][right:], by)
        if top and piece.startswith("\n") and lines[top - 1].endswith("\r"):
            top -= 1
            piece = lines[top] + piece
        if top == bottom and "\n" not in text and "\r" not in text:
            lines[top] = piece
        else:
            parts = split(piece)
            lines[top : bottom + 1] = parts if bottom == len(lines) - 1 else parts[:-1]
        self._changed()

    def _changed(self) -> None:
        self._text = None
        self.stamp = next(STAMPS)


def split(text: str) -> list[str]:
    """The lines of a text, each with its end of line; the last one has none."""
    if "\r" not in text:
        lines = text.split("\n")
        return [line + "\n" for line in lines[:-1]] + lines[-1:]
    return LINE.findall(text)[: -1 if text[-1] not in "\r\n" else None]


def _place(lines: list[str], place: tuple[int, int], by: Encoding) -> tuple[int, int]:
    """Line and index of a position; past the end of a line it is the end of that line."""
    number, column = place
    if number >= len(lines):
        return len(lines) - 1, len(lines[-1])
    line = lines[number]
    length = len(line) - (2 if line.endswith("\r\n") else line.endswith(("\n", "\r")))
    if by == "utf-32" or line.isascii():
        return number, min(column, length)
    codec = "utf-8" if by == "utf-8" else "utf-16-le"
    unit = 1 if by == "utf-8" else 2
    data = line[:length].encode(codec, "surrogatepass")[: column * unit]
    try:
        return number, len(data.decode(codec, "surrogatepass" if by == "utf-8" else "strict"))
    except UnicodeDecodeError:
        return number, _odd(line[:length], data, codec)


def _odd(line: str, data: bytes, codec: str) -> int:
    """A cut that does not decode: inside a character, or after a lone surrogate."""
    size = 0
    for index, character in enumerate(line):
        if size == len(data):
            return index
        size += len(character.encode(codec, "surrogatepass"))
    if size == len(data):
        return len(line)
    raise Unsound("a position stands inside a character")
