"""The declarations of a half-written file: what is not finished is blanked, place for place.

A name that is typed in front of an `end` or a `}` makes a parser lose count: all that follows is
taken for something else. Indentation does not lose count. What is declared is cut out by it and
parsed alone; where that fails, the inside is blanked, and the file is parsed again. Every byte
stays where it was.
"""

from collections.abc import Iterator
from functools import lru_cache

from tree_sitter import Node

from backlight.analysis.grammars import moved, parser
from backlight.analysis.half_written_shapes import SHAPES, Shape, closed
from backlight.analysis.syntax import Source

LARGEST = 50_000
"""Bytes of a file that is mended: it is parsed some times, and one key is all there is time for."""
DEEPEST = 6


@lru_cache(maxsize=8)
def mended(source: Source) -> Source:
    """The file with a tree of what is finished in it; the file itself if nothing is broken."""
    shape = SHAPES.get(source.language)
    if shape is None or source.tree is None or len(source.text.data) > LARGEST:
        return source
    if not _broken(source.root):
        return source
    lines = source.text.data.split(b"\n")
    mender = _Mender(source.language, shape, lines)
    mender.mend(0, len(lines), -1, DEEPEST)
    text = b"\n".join((*lines, *mender.behind))
    near = moved(source.tree, source.text.data, text)
    return Source(
        source.path, source.text, source.language, parser(source.language).parse(text, near)
    )


def _broken(root: Node) -> bool:
    """Whether something does not parse, or a member stands outside of what it is a member of."""
    return root.has_error or any(
        node.start_point.column and node.type == "method" for node in root.named_children
    )


class _Mender:
    """The lines of one file, blanked where they are not finished."""

    def __init__(self, language: str, shape: Shape, lines: list[bytes]) -> None:
        self._parser, self._shape, self._lines = parser(language), shape, lines
        self.behind: list[bytes] = []
        """What closes the declarations that the text ends in."""

    def mend(self, low: int, high: int, around: int, depth: int) -> None:
        """Blank what is not finished in some lines that stand deeper than a declaration."""
        wrap = self._shape.member if around >= 0 else (b"", b"")
        for first, after in list(self._groups(low, high, around)):
            head, inside = self._head(first, after), self._inside(first, after)
            holds = self._shape.holder.match(self._lines[head - 1]) is not None and depth > 0
            if not holds and self._fine(self._lines[first:after], wrap, inside=True):
                continue
            if holds:
                self.mend(head, inside, _indent(self._lines[first]), depth - 1)
                if inside == after == len(self._lines):
                    self.behind.append(self._shape.closer)
            elif self._shape.head.match(self._lines[first]) and self._fine(
                [*self._lines[first:head], self._shape.closer], wrap
            ):
                self._statements(head, inside, _indent(self._lines[first]), depth)
                if inside == after:
                    self._close(head, inside)
            else:
                self._blank(first, after)

    def _statements(self, low: int, high: int, around: int, depth: int) -> None:
        """Blank the statements of a body that are not finished, and of blocks what is inside."""
        for first, after in list(self._groups(low, high, around, plain=True)):
            ends = [self._lines[first], self._lines[after - 1]]
            if self._fine(self._lines[first:after], self._shape.statement):
                continue
            if depth and after - first > 2 and self._fine(ends, self._shape.statement):
                self._statements(first + 1, after - 1, _indent(self._lines[first]), depth - 1)
            else:
                self._blank(first, after)

    def _inside(self, first: int, after: int) -> int:
        """The line that closes a declaration, or the one behind it if there is none."""
        last = after - 1
        return last if last > first and self._closes(last, first) else after

    def _groups(
        self, low: int, high: int, around: int, *, plain: bool = False
    ) -> Iterator[tuple[int, int]]:
        """Declarations, and statements between them, by their first line and the one after."""
        level, at = self._level(low, high, around, plain=plain), low
        while at < high:
            if not self._lines[at].strip():
                at += 1
                continue
            first = at
            own = _indent(self._lines[at]) == level and not plain
            declares = own and self._shape.head.match(self._lines[at])
            at = self._end(at, high) if declares else self._next(at, high, level)
            yield first, at

    def _level(self, low: int, high: int, around: int, *, plain: bool) -> int:
        """How far the declarations, or all statements, of some lines are indented."""
        some = (line for line in self._lines[low:high] if plain or self._shape.head.match(line))
        return min(
            (n for line in some if line.strip() and (n := _indent(line)) > around),
            default=around + 1,
        )

    def _end(self, first: int, high: int) -> int:
        """The line after a declaration: behind what closes it, or before the next one."""
        head, own = self._head(first, high), _indent(self._lines[first])
        if self._shape.whole.search(self._lines[head - 1].rstrip()):
            return head
        for at in range(head, high):
            line = self._lines[at]
            if not line.strip() or _indent(line) > own:
                continue
            if self._closes(at, first):
                return at + 1
            if self._shape.head.match(line):
                return at
        return high

    def _next(self, first: int, high: int, level: int) -> int:
        """The line after a statement: the next one at its level, or the next declaration."""
        for at in range(first + 1, high):
            line = self._lines[at]
            if not line.strip():
                continue
            if _indent(line) <= level and not self._shape.goes_on.match(line):
                return at
        return high

    def _head(self, first: int, high: int) -> int:
        """The line after the head of a declaration, which can have annotations before it."""
        at = first
        while at < high - 1 and not self._shape.opens.search(self._lines[at].rstrip()):
            at += 1
            own = _indent(self._lines[at]) <= _indent(self._lines[first])
            if self._shape.head.match(self._lines[at]) and own and not self._noted(at - 1):
                return at
        return at + 1

    def _noted(self, at: int) -> bool:
        """Whether a line is an annotation of what follows, or the end of one."""
        return self._lines[at].lstrip().startswith((b"@", b")"))

    def _closes(self, at: int, first: int) -> bool:
        line = self._lines[at]
        same = _indent(line) == _indent(self._lines[first])
        return same and self._shape.closes.match(line) is not None

    def _fine(
        self, lines: list[bytes], around: tuple[bytes, bytes], *, inside: bool = False
    ) -> bool:
        """Whether lines parse alone, as one statement and no more; or fail only inside of it."""
        text = b"\n".join((around[0], *lines, around[1]))
        root = self._parser.parse(text).root_node
        said = [node for node in root.named_children if "comment" not in node.type]
        if len(said) > 1 or not root.has_error:
            return len(said) <= 1
        return inside and not around[0] and bool(said) and closed(said[0])

    def _blank(self, first: int, after: int) -> None:
        for at in range(first, after):
            line = self._lines[at]
            self._lines[at] = (
                b" " * (len(line) - 1) + b"\r" if line[-1:] == b"\r" else b" " * len(line)
            )

    def _close(self, first: int, after: int) -> None:
        """Write what closes a declaration over the last line that has room, or behind the text."""
        closer = self._shape.closer
        room = (n for n in reversed(range(first, after)) if len(self._lines[n]) > len(closer))
        at = next(room, None)
        if after == len(self._lines):
            self.behind.append(closer)
        elif at is not None:
            self._blank(at, at + 1)
            self._lines[at] = closer + self._lines[at][len(closer) :]


def _indent(line: bytes) -> int:
    return len(line) - len(line.lstrip())
