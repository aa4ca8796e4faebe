r"""The header part of the protocol: bytes in, bodies out; nothing the other side sends stops it.

>>> list(Frames().feed(b"content-length:2\n\n{}"))
[b'{}']
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from math import isfinite
from re import IGNORECASE, MULTILINE
from re import compile as regex
from typing import Any

MAX_BODY = 64 * 1024 * 1024
"""A longer message is not kept in memory: a whole document of 10 MB fits several times."""
MAX_HEADER = 8 * 1024

END_OF_HEADER = regex(rb"\r?\n\r?\n")
LENGTH = regex(rb"^content-length[ \t]*:[ \t]*([^\r\n]*?)[ \t]*\r?$", IGNORECASE | MULTILINE)
NEXT_HEADER = regex(rb"content-length[ \t]*:[ \t]*\d+[ \t]*\r?\n", IGNORECASE)
"""JSON has no raw line end inside a string, so this never matches within a message."""
LONGEST_LINE = 64


@dataclass(frozen=True, slots=True)
class Unframed:
    """Bytes that are no message; what follows is searched for the next header."""

    reason: str


class Frames:
    """Splits a stream into message bodies; holds no more than one message."""

    def __init__(self) -> None:
        self._buffer = bytearray()
        self._length: int | None = None
        self._lost = False

    def feed(self, data: bytes) -> Iterator[bytes | Unframed]:
        """Every body that is complete with these bytes."""
        self._buffer += data
        while True:
            found = self._body() if self._length is not None else self._header()
            if found is None:
                return
            if found:
                yield found if isinstance(found, Unframed) else found[0]

    def _body(self) -> tuple[bytes] | None:
        length = self._length or 0
        if len(self._buffer) < length:
            return None
        body = bytes(self._buffer[:length])
        del self._buffer[:length]
        self._length = None
        return (body,)

    def _header(self) -> Unframed | tuple[()] | None:
        """Read one header; `()` means go on, `None` that more bytes are needed."""
        if self._lost and not self._found_again():
            return None
        blank = len(self._buffer) - len(self._buffer.lstrip(b"\r\n"))
        end = END_OF_HEADER.search(self._buffer, blank)
        if end is None:
            if len(self._buffer) - blank <= MAX_HEADER:
                return None
            return self._skip("a header that does not end")
        given = LENGTH.search(self._buffer, blank, end.start())
        value = given.group(1) if given else b""
        del self._buffer[: end.end()]
        if not value.isdigit():
            return self._skip("a header without a Content-Length that is a number")
        if len(value) > 12 or int(value) > MAX_BODY:
            return self._skip(f"a message longer than {MAX_BODY >> 20} MB")
        self._length = int(value)
        return ()

    def _skip(self, reason: str) -> Unframed:
        self._lost = True
        return Unframed(reason)

    def _found_again(self) -> bool:
        """Drop bytes up to the next header; keep no more than what could be the start of one."""
        found = NEXT_HEADER.search(self._buffer)
        if found is None:
            del self._buffer[:-LONGEST_LINE]
            return False
        del self._buffer[: found.start()]
        self._lost = False
        return True


def parsed(body: bytes) -> Any:
    """The JSON of a body; raises `ValueError` for all else, numbers that only Python has included.

    >>> parsed(b'[1.5, null]')
    [1.5, None]
    """
    try:
        return json.loads(body, parse_constant=_number, parse_float=_number)
    except (RecursionError, MemoryError) as problem:
        raise ValueError("nested too deep, or too large") from problem


def _number(text: str) -> float:
    if not isfinite(number := float(text)):
        raise ValueError(text)
    return number


def framed(body: bytes) -> bytes:
    """A body with its header."""
    return b"Content-Length: %d\r\n\r\n%b" % (len(body), body)
