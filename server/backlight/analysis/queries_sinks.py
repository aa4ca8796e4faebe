"""The calls of a file that take SQL as it is given, by the libraries that the file uses."""

from collections.abc import Mapping
from functools import cache, lru_cache
from re import Pattern
from re import compile as regex

from tree_sitter import Node

from backlight.analysis import queries_calls as calls
from backlight.analysis.paragraphs import KEPT, paragraphs
from backlight.analysis.queries_sinks_rows import OF, Sink
from backlight.analysis.queries_words import named
from backlight.analysis.syntax import Source

Rows = Mapping[str, tuple[Sink, ...]]


def sinks(source: Source) -> Rows:
    """By name, the calls that take SQL with the libraries that a file uses."""
    used = {row for piece in paragraphs(source.text.data) for row in _used(source.language, piece)}
    found: dict[str, tuple[Sink, ...]] = {}
    for row, sink in enumerate(OF.get(source.language, ())):
        for name in sink.names if row in used else ():
            found[name] = (*found.get(name, ()), sink)
    return found


@lru_cache(maxsize=KEPT)
def _used(language: str, piece: bytes) -> tuple[int, ...]:
    """The rows of the catalogue whose library a piece of a file names."""
    if not OF.get(language) or _any(language).search(piece) is None:
        return ()
    rows = enumerate(OF[language])
    return tuple(row for row, sink in rows if sink.library.search(piece))


@cache
def _any(language: str) -> Pattern[bytes]:
    """What names any library of the catalogue: most pieces of a file name none."""
    said = (sink.library.pattern for sink in OF[language])
    each = (b"(?i:%b)" % s[4:] if s.startswith(b"(?i)") else b"(?:%b)" % s for s in said)
    return regex(b"|".join(each))


def taken(call: Node, rows: Rows, shift: int = 0) -> list[tuple[Sink, Node]]:
    """What a call is given as SQL, by the rows of the catalogue; `shift` skips a context."""
    found = []
    for sink in rows.get(calls.callee(call), ()):
        if sink.on is not None and not sink.on.search(calls.receiver(call)):
            continue
        given = calls.arguments(call)
        some = given if sink.at < 0 else given[sink.at + shift : sink.at + shift + 1]
        found += [(sink, one) for one in some]
    return found


def sink_of(text: Node, rows: Rows, types: frozenset[str]) -> Node | None:
    """The call that takes a text as a piece of SQL: it is an argument, or stands in one."""
    at: Node | None = text
    for _ in range(UP):
        above = at.parent if at is not None else None
        if at is None or above is None or above.type not in AROUND | types:
            return None
        if above.type in types and any(
            one.start_byte <= text.start_byte < one.end_byte for _, one in taken(above, rows)
        ):
            return above
        if above.type in types:
            return None
        at = above
    return None


UP = 7
AROUND = named(
    "argument_list arguments keyword_argument pair dictionary list array object hash"
    " parenthesized_expression await await_expression arrow_function"
)
"""What stands between a text and the call that it is given to."""
