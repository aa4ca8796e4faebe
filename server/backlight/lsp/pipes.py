"""Bytes in and out, without blocking the menu: pipes where the system has them, else threads."""

import asyncio
import os
import sys
import threading
from collections.abc import Callable
from io import FileIO
from queue import SimpleQueue
from selectors import EVENT_READ, DefaultSelector

CHUNK = 1 << 16
NO_PIPE = (ValueError, NotImplementedError, OSError)
"""Raised by an event loop that cannot wait for what it is given."""


class Gone(asyncio.Protocol):
    """Takes bytes, and says when the other side is gone; one for each direction."""

    def __init__(self, take: Callable[[bytes], None], gone: Callable[[], None]) -> None:
        self._take = take
        self._gone = gone

    def data_received(self, data: bytes) -> None:
        """Hand bytes on."""
        self._take(data)

    def connection_lost(self, exc: Exception | None) -> None:  # noqa: ARG002 - asyncio's signature
        """Nobody is there any more."""
        self._gone()

    def pause_writing(self) -> None:
        """The editor reads slowly; what we say is kept until it does."""

    def resume_writing(self) -> None:
        """The editor reads again."""


async def stdio(take: Callable[[bytes], None], gone: Callable[[], None]) -> Callable[[bytes], None]:
    """Read standard input and write standard output; answers the function that writes.

    Whatever prints to standard output by mistake goes to standard error from now on.
    """
    source, sink = os.dup(0), os.dup(1)
    os.dup2(2, 1)
    sys.stdout = sys.stderr
    write = await _writer(sink, gone)
    loop = asyncio.get_running_loop()
    pipe = FileIO(source, "rb")
    try:
        with DefaultSelector() as selector:
            selector.register(source, EVENT_READ)  # Refuses /dev/null; the loop does so too late
        await loop.connect_read_pipe(lambda: Gone(take, gone), pipe)
    except NO_PIPE:
        threading.Thread(target=_read, args=(pipe, loop, take, gone), daemon=True).start()
    return write


async def _writer(sink: int, gone: Callable[[], None]) -> Callable[[bytes], None]:
    loop = asyncio.get_running_loop()
    pipe = FileIO(sink, "wb")
    try:
        transport, _ = await loop.connect_write_pipe(lambda: Gone(lambda _: None, gone), pipe)
    except NO_PIPE:
        queue: SimpleQueue[bytes] = SimpleQueue()
        threading.Thread(target=_write, args=(pipe, loop, queue, gone), daemon=True).start()
        return queue.put
    return transport.write


def _read(
    source: FileIO,
    loop: asyncio.AbstractEventLoop,
    take: Callable[[bytes], None],
    gone: Callable[[], None],
) -> None:
    """Read where the event loop cannot: Windows, and input that is a file."""
    while data := source.read(CHUNK):
        loop.call_soon_threadsafe(take, data)
    loop.call_soon_threadsafe(gone)


def _write(
    sink: FileIO,
    loop: asyncio.AbstractEventLoop,
    queue: "SimpleQueue[bytes]",
    gone: Callable[[], None],
) -> None:
    while True:
        data = memoryview(queue.get())
        try:
            while data:
                data = data[sink.write(data) :]
        except OSError:
            loop.call_soon_threadsafe(gone)
            return
