r"""A text that knows its lines, and counts columns as editors do.

Offsets are UTF-8 bytes, everywhere in the package: it is what tree-sitter counts in.
Lines and columns start at 0 here, and exist only at the edges (the editor, the terminal).

>>> Text("a\n😀b").position(6)
(1, 2)
>>> Text("a\n😀b").offset(1, 2)
6
"""

from bisect import bisect_right
from dataclasses import dataclass
from functools import cached_property
from itertools import accumulate
from re import compile as regex
from typing import Literal

Encoding = Literal["utf-8", "utf-16", "utf-32"]
"""The units in which a client counts columns (LSP 3.17 `positionEncodings`)."""

BOM = "\ufeff"
"""The byte order mark, which some files begin with."""
END_OF_LINE = regex(rb"\r\n|\n|\r")
"""LSP knows three ends of line; `str.splitlines` also splits at form feed, U+0085 and U+2028."""

TURNING = "\u202a-\u202e\u2066-\u2069"
"""What turns around the text beside it, as a class of a regular expression has it."""
TAGS = "\U000e0000-\U000e0fff"
"""What can spell whole words that nobody sees: tags, and the selectors of variants beside them."""
UNSEEN = (
    "\xad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u2060-\u206f\u3164\ufeff"
    f"\uffa0\ufff9-\ufffb\U0001bca0-\U0001bca3\U0001d173-\U0001d17a{TURNING}{TAGS}"
)
"""These, and all else that nobody sees: blanks without width, fillers, marks of order."""
NEVER_SHOWN = regex(f"[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff{UNSEEN}]")
"""What no message, name or terminal may hold: these, controls, odd ends of line, and halves."""

HALVES = regex("[\ud800-\udbff][\udc00-\udfff]")
"""One character as two halves, which an editor that counts in UTF-16 can send one by one."""


@dataclass(frozen=True)
class Text:
    """The text of one document, byte order mark included if the file on disk has one."""

    source: str

    @classmethod
    def of(cls, data: bytes) -> "Text":
        """Take UTF-8 bytes as they are; raises `UnicodeDecodeError` for anything else."""
        return cls(data.decode("utf-8"))

    @classmethod
    def joined(cls, lines: list[str]) -> "Text":
        """Put lines together, each with its end of line; where they start is known then."""
        text = cls("".join(lines))
        if text.source.isascii():
            text.__dict__["starts"] = tuple(accumulate(map(len, lines), initial=0))[:-1]
        return text

    @cached_property
    def data(self) -> bytes:
        """The text in UTF-8; a lone surrogate (JSON can hold one) survives the round trip."""
        return self.source.encode("utf-8", "surrogatepass")

    @cached_property
    def starts(self) -> tuple[int, ...]:
        """Where each line starts; a text has at least one line."""
        if b"\r" not in self.data:
            lengths = map((1).__add__, map(len, self.data.split(b"\n")))
            return tuple(accumulate(lengths, initial=0))[:-1]
        return (0, *(end.end() for end in END_OF_LINE.finditer(self.data)))

    @cached_property
    def eol(self) -> str:
        r"""The end of line the text uses most, `\n` if it has none."""
        crlf, lf = self.data.count(b"\r\n"), self.data.count(b"\n")
        cr = self.data.count(b"\r")
        return max((lf - crlf, "\n"), (crlf, "\r\n"), (cr - crlf, "\r"), key=lambda n: n[0])[1]

    def slice(self, start: int, end: int) -> str:
        """The text between two offsets."""
        return self.data[start:end].decode("utf-8", "surrogatepass")

    def tail(self, offset: int, most: int) -> str:
        """The whole characters in so many bytes before an offset."""
        return self.data[max(0, offset - most) : offset].decode("utf-8", "ignore")

    def head(self, offset: int, most: int) -> str:
        """The whole characters in so many bytes behind an offset."""
        return self.data[offset : offset + most].decode("utf-8", "ignore")

    def line(self, number: int) -> tuple[int, int]:
        """Start and end of a line, its end of line left out; past the last line, the end."""
        if number >= len(self.starts):
            return len(self.data), len(self.data)
        start = self.starts[number]
        following = self.starts[number + 1] if number + 1 < len(self.starts) else len(self.data)
        return start, start + len(self.data[start:following].rstrip(b"\r\n"))

    def line_of(self, offset: int) -> int:
        """The number of the line that holds an offset."""
        return bisect_right(self.starts, offset) - 1

    def line_at(self, offset: int) -> tuple[int, int]:
        """Start and end of the line that a byte stands in, without its end of line."""
        return self.line(self.line_of(offset))

    def before(self, offset: int) -> str:
        """What stands before an offset on its line."""
        return self.slice(self.starts[self.line_of(offset)], offset)

    def indent(self, offset: int) -> str:
        """The white space that the line of an offset starts with."""
        line = self.before(offset)
        return line[: len(line) - len(line.lstrip())]

    def position(self, offset: int, encoding: Encoding = "utf-16") -> tuple[int, int]:
        """The line and column of an offset."""
        return self.line_of(offset), width(self.before(offset), encoding)

    def offset(self, line: int, column: int, encoding: Encoding = "utf-16") -> int:
        """The offset of a line and column; past the end of either, the end of it (LSP 3.17)."""
        start, end = self.line(line)
        if self.data[start:end].isascii():
            return min(start + column, end)
        return start + len(
            cut(self.slice(start, end), column, encoding).encode("utf-8", "surrogatepass")
        )


def paired(text: str, by: Encoding) -> str:
    """The text as an editor that counts so has it: in UTF-16, two halves that meet are one."""
    if by != "utf-16" or text.isascii() or HALVES.search(text) is None:
        return text
    return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "surrogatepass")


def width(text: str, encoding: Encoding) -> int:
    """How many columns a piece of a line takes."""
    if encoding == "utf-32":
        return len(text)
    if text.isascii():
        return len(text)
    if encoding == "utf-8":
        return len(text.encode("utf-8", "surrogatepass"))
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def cut(text: str, column: int, encoding: Encoding) -> str:
    """The first columns of a line; a column inside a character counts as before it."""
    if encoding == "utf-32" or text.isascii():
        return text[:column]
    if encoding == "utf-16":
        units = text.encode("utf-16-le", "surrogatepass")[: 2 * column]
        found = units.decode("utf-16-le", "surrogatepass")
        return found if text.startswith(found) else found[:-1]
    data = text.encode("utf-8", "surrogatepass")
    while column < len(data) and 0x80 <= data[column] < 0xC0:
        column -= 1
    return data[:column].decode("utf-8", "surrogatepass")
