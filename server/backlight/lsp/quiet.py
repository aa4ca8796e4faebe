"""The server's own log, on standard error: where something failed, never what the user wrote."""

import logging
import sys
from traceback import extract_tb
from types import TracebackType

Raised = tuple[type[BaseException], BaseException, TracebackType | None] | tuple[None, None, None]


class Where(logging.Formatter):
    """Tracebacks without the messages of exceptions: they may hold code, keys or prompts."""

    def formatException(self, ei: Raised) -> str:  # noqa: N802 - logging's name
        """The kind of exception, and the places it went through."""
        kind, _, trace = ei
        places = [f"  {at.filename}:{at.lineno} in {at.name}" for at in extract_tb(trace)]
        return "\n".join([kind.__name__ if kind else "", *places])


def install() -> None:
    """Send what is worth knowing to standard error, which editors keep in a log of their own."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(Where("backlight: %(levelname)s %(name)s: %(message)s"))
    root = logging.getLogger("backlight")
    root.handlers[:] = [handler]
    root.setLevel(logging.WARNING)
    root.propagate = False
