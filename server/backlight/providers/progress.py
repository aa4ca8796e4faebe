"""What a model is doing while it replies, in a few words, a few times a second."""

from re import compile as regex
from time import monotonic

from backlight.providers import Report
from backlight.providers.assembly import Assembly

PAUSE = 0.15
"""Seconds between two reports."""
WIDTH = 100

_PATH = regex(r'"path"\s*:\s*"([^"\\]{1,200})"')


class Progress:
    """Looks at a reply while it grows, and reports the latest when there is something to say."""

    def __init__(self, report: Report) -> None:
        self._report = report
        self._last = 0.0
        self._said = ""

    def see(self, reply: Assembly) -> None:
        """Look now; says nothing too often, nor the same twice."""
        now = monotonic()
        if now - self._last < PAUSE:
            return
        self._last = now
        words = _words(*reply.latest)
        if words and words != self._said:
            self._said = words
            self._report(words)


def _words(kind: str, tool: str, text: str) -> str:
    if kind == "tool_use":
        path = _PATH.search(text)
        return f"{tool} {path[1]}" if path else tool
    return last_line(text)


def last_line(text: str) -> str:
    """The line being written now, cut to what a status bar shows."""
    line = text.rstrip().rpartition("\n")[2].strip()
    return line if len(line) <= WIDTH else f"{line[: WIDTH - 1]}…"
