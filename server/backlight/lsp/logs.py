"""The server's own log, on standard error: where something failed, never what the user wrote."""

import logging
import os
import sys
from queue import Full, Queue
from threading import Thread
from traceback import extract_tb
from types import TracebackType

Raised = tuple[type[BaseException], BaseException, TracebackType | None] | tuple[None, None, None]


MOST_LINES = 1000
"""Lines of the log that wait to be read."""


class Where(logging.Formatter):
    """Tracebacks without the messages of exceptions: they may hold code, keys or prompts."""

    def formatException(self, ei: Raised) -> str:  # noqa: N802 - logging's name
        """The kind of exception, and the places it went through."""
        kind, _, trace = ei
        places = [f"  {at.filename}:{at.lineno} in {at.name}" for at in extract_tb(trace)]
        return "\n".join([kind.__name__ if kind else "", *places])


class Aside:
    """A stream that a thread writes: an editor that never reads the log holds nobody up."""

    def __init__(self, sink: int) -> None:
        self._lines: Queue[bytes] = Queue(MOST_LINES)
        Thread(target=self._written, args=(sink,), daemon=True).start()

    def write(self, text: str) -> None:
        """Take a line; one too many is dropped."""
        try:
            self._lines.put_nowait(text.encode("utf-8", "backslashreplace"))
        except Full:
            return

    def flush(self) -> None:
        """Wait for nobody."""

    def _written(self, sink: int) -> None:
        try:
            while True:
                os.write(sink, self._lines.get())
        except OSError:
            return


def install() -> None:
    """Send what is worth knowing to standard error, which editors keep in a log of their own."""
    handler = logging.StreamHandler(Aside(sys.stderr.fileno()))
    handler.setFormatter(Where("backlight: %(levelname)s %(name)s: %(message)s"))
    for name in ("backlight", "asyncio"):
        log = logging.getLogger(name)
        log.handlers[:] = [handler]
        log.setLevel(logging.WARNING)
        log.propagate = False
