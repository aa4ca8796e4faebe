r"""XML as a tree of elements with their places; what it refers to outside of itself is not fetched.

>>> found = read(b"<a b='1'>x &lt; y<c/></a>")
>>> found.name, found.attributes, [getattr(part, "text", "<>") for part in found.parts]
('a', {'b': '1'}, ['x ', '<', ' y', '<>'])
>>> read(b'<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>') is None
True
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from re import compile as regex
from xml.parsers import expat

from backlight.analysis.syntax import Span

TAG = regex(rb"<(?:[^>\"']|\"[^\"]*\"|'[^']*')*>")
"""A tag; its attributes may hold a `>`."""
DEEPEST = 60
"""Elements within elements; a file that goes deeper was made to go deep."""
LARGEST = 2_000_000
"""Bytes of a file above which it is data."""


@dataclass(frozen=True, slots=True)
class Words:
    """A stretch of text, and where it stands in the file (an entity is longer there)."""

    text: str
    span: Span


@dataclass(slots=True)
class Element:
    """An element, from its `<` to the end of its end tag."""

    name: str
    """Without the prefix of its namespace."""
    attributes: Mapping[str, str]
    span: Span
    line: int
    parts: list["Element | Words"] = field(default_factory=list)
    """What stands in it, in order."""

    @property
    def children(self) -> Iterator["Element"]:
        """The elements in it."""
        return (part for part in self.parts if isinstance(part, Element))

    def below(self) -> Iterator["Element"]:
        """It and every element under it, in order of place."""
        yield self
        for child in self.children:
            yield from child.below()


class Hostile(Exception):
    """A file that is no plain document: it declares entities or attributes, or is too deep."""


def read(data: bytes) -> Element | None:
    """The outermost element; `None` for what is no well-formed document, or a hostile one.

    A file that declares entities or attributes is left: a few lines of them can become gigabytes.
    """
    if len(data) > LARGEST:
        return None
    reading = _Reading(data)
    try:
        reading.parser.Parse(data, True)
    except (expat.ExpatError, LookupError, Hostile, ValueError):
        return None
    return reading.top


class _Reading:
    """A document while it is read."""

    def __init__(self, data: bytes) -> None:
        self.data = data
        self.top: Element | None = None
        self.open: list[Element] = []
        self.said: Words | None = None
        self.parser = expat.ParserCreate()
        self.parser.StartElementHandler = self._start
        self.parser.EndElementHandler = self._end
        self.parser.DefaultHandler = self._other
        self.parser.CharacterDataHandler = self._text
        self.parser.EntityDeclHandler = self._declared
        self.parser.AttlistDeclHandler = self._declared

    @property
    def at(self) -> int:
        """Where the parser is."""
        return int(self.parser.CurrentByteIndex)

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        self._done()
        if len(self.open) >= DEEPEST:
            raise Hostile
        line = int(self.parser.CurrentLineNumber)
        one = Element(name.rpartition(":")[2], attributes, Span(self.at, self.at), line)
        if self.open:
            self.open[-1].parts.append(one)
        elif self.top is None:
            self.top = one
        self.open.append(one)

    def _end(self, _name: str) -> None:
        self._done()
        one = self.open.pop()
        hit = TAG.match(self.data, self.at)
        one.span = Span(one.span.start, hit.end() if hit is not None else len(self.data))

    def _text(self, text: str) -> None:
        self._done()
        self.said = Words(text, Span(self.at, self.at))

    def _other(self, _text: str) -> None:
        """A comment or an instruction: it ends what was said before it."""
        self._done()

    def _done(self) -> None:
        """What was said ends where the next thing begins."""
        if self.said is not None and self.open:
            self.open[-1].parts.append(Words(self.said.text, Span(self.said.span.start, self.at)))
        self.said = None

    def _declared(self, *_: object) -> None:
        raise Hostile
