"""What was spent on models, day by day: one file a day, to which every server adds its lines.

It is what the daily limits are held against, so a line that is half written or damaged counts for
nothing and hides none of the others.
"""

import json
import os
from collections.abc import Mapping
from datetime import UTC, datetime
from math import isfinite
from re import compile as regex

from backlight.state.folder import Folder, Unusable, home

LARGEST = 4 * 1024 * 1024
"""Bytes of one day; a request is a line of about fifty."""
MOST_DAYS = 62
NAME = regex(r"\d{4}-\d\d-\d\d\.jsonl\Z")


class Spending:
    """The purse of one user. What cannot be read or written is said once, in `problem`."""

    def __init__(self, environ: Mapping[str, str] = os.environ) -> None:
        self._environ = environ
        self._unkept = (0, 0.0)
        self.problem = ""
        """Why the day's sum is not complete, in a sentence; nothing as long as it is."""

    def today(self) -> tuple[int, float]:
        """Tokens as they are charged for, and US dollars, of all runs since midnight UTC."""
        tokens, dollars = self._unkept
        try:
            name = _name()
            folder = Folder(home(self._environ), "spent")
            data = folder.read(name, LARGEST) if name in folder.sizes() else b""
        except Unusable as problem:
            self._cannot(problem)
            data = b""
        for line in data.split(b"\n"):
            more = _entry(line)
            tokens, dollars = tokens + more[0], dollars + more[1]
        return tokens, dollars

    def pay(self, tokens: int, dollars: float) -> None:
        """Count more; what cannot be written down still counts for this run."""
        line = json.dumps({"tokens": tokens, "dollars": round(dollars, 6)}).encode("ascii")
        try:
            folder = Folder(home(self._environ), "spent")
            folder.make()
            folder.append(_name(), b"\n" + line + b"\n")
            _bound(folder)
        except (Unusable, OSError) as problem:
            self._cannot(problem)
            self._unkept = self._unkept[0] + tokens, self._unkept[1] + dollars

    def _cannot(self, problem: Exception) -> None:
        why = str(getattr(problem, "strerror", None) or problem)
        self.problem = (
            f"What is spent a day cannot be counted ({why}); only this run's limits hold."
        )


def _entry(line: bytes) -> tuple[int, float]:
    try:
        value = json.loads(line)
        tokens, dollars = value["tokens"], value["dollars"]
        sound = type(tokens) is int and type(dollars) in {int, float} and isfinite(dollars)
    except (ValueError, TypeError, KeyError, RecursionError, OverflowError):
        return 0, 0.0
    return (tokens, float(dollars)) if sound and tokens >= 0 and dollars >= 0 else (0, 0.0)


def _name() -> str:
    return f"{datetime.now(UTC):%Y-%m-%d}.jsonl"


def _bound(folder: Folder) -> None:
    """Forget the oldest days."""
    days = sorted(name for name in folder.sizes() if NAME.match(name))
    for name in days[:-MOST_DAYS]:
        folder.remove(name)
