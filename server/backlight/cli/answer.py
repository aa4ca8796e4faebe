"""How a command answers: text or one JSON document on standard output, messages on the other."""

import json
import logging
import sys
from dataclasses import dataclass
from typing import Any

from backlight.text import NEVER_SHOWN

EXITS = {"usage": 2, "input": 2, "nothing": 1, "refused": 3, "failed": 3, "cancelled": 130}


@dataclass
class Stop(Exception):
    """A command ends here, with one sentence for the person who gave it."""

    code: str
    """One of `EXITS`; programs read it."""
    message: str

    @property
    def exit(self) -> int:
        """The exit code of the process."""
        return EXITS[self.code]


def document(answer: Any) -> None:
    """Print the one JSON document of a command."""
    print(json.dumps(answer, ensure_ascii=False, indent=2).encode("utf-8", "replace").decode())


def warn(sentence: str) -> None:
    """Say something to the person, beside the answer."""
    print(f"backlight: {plain(sentence)}", file=sys.stderr)


class Said(logging.Handler):
    """What the log is told, said in one sentence: a rule that failed must not fail in silence."""

    def emit(self, record: logging.LogRecord) -> None:
        """Say it."""
        error = record.exc_info[1] if record.exc_info else None
        warn(record.getMessage() + (f": {error!r}." if error else ""))


def plain(text: str) -> str:
    """A text in which nothing steers a terminal or turns its reading order."""
    return NEVER_SHOWN.sub(lambda found: found[0].encode("unicode_escape").decode(), text)
