r"""A text as the model sees it, with `\n` ends of line, and the way back to the text as it is."""

from bisect import bisect_right
from collections.abc import Iterable
from functools import cached_property

from backlight.diffs import steps
from backlight.edits import Edit, between, in_eol
from backlight.text import END_OF_LINE, Text


class Page:
    r"""A text with every end of line made `\n`, and the way back to the text as it is."""

    def __init__(self, text: Text) -> None:
        self.text = text
        self.source = in_eol(text.source, "\n")

    @cached_property
    def lines(self) -> list[str]:
        """The lines, without their ends."""
        return self.source.split("\n")

    @cached_property
    def starts(self) -> list[int]:
        """Where each line starts in `source`."""
        found = [0]
        for line in self.lines[:-1]:
            found.append(found[-1] + len(line) + 1)
        return found

    def line(self, offset: int) -> int:
        """The number of the line at an offset of `source`, from 1."""
        return bisect_right(self.starts, offset)

    def edits(self, spans: Iterable[tuple[int, int, str]]) -> tuple[Edit, ...]:
        """Replace stretches of `source`, with the ends of line the text has there."""
        spans = tuple(spans)
        if len(set(END_OF_LINE.findall(self.text.data))) > 1:
            return between(self.text, Text(self.ended(_spliced(self.source, spans))))
        eol = self.text.eol
        return tuple(
            Edit(self._offset(start), self._offset(end), in_eol(new, eol))
            for start, end, new in spans
        )

    def ended(self, after: str) -> str:
        """A new `source` in which every line that has one before it ends as that did."""
        old, new = self.lines, after.split("\n")
        ends = [end.decode("ascii") for end in END_OF_LINE.findall(self.text.data)]
        fresh = [self.text.eol] * len(new)
        for _, i, j, k, m in steps(old, new):
            if j - i == m - k:  # line for line
                fresh[k : k + len(ends[i:j])] = ends[i:j]
        fresh = fresh[: len(new) - 1]
        return "".join(line + end for line, end in zip(new, [*fresh, ""], strict=True))

    def _offset(self, offset: int) -> int:
        line = self.line(offset) - 1
        inside = self.source[self.starts[line] : offset]
        return self.text.starts[line] + len(inside.encode("utf-8", "surrogatepass"))


def _spliced(source: str, spans: Iterable[tuple[int, int, str]]) -> str:
    for start, end, new in sorted(spans, reverse=True):
        source = source[:start] + new + source[end:]
    return source
