"""Findings that were there before: a file of them, made by `backlight check --json`."""

import json
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from backlight.cli.answer import Stop

LARGEST = 64 * 1024 * 1024
Key = tuple[str, str, str]
"""File, rule and message: a finding stays the same one while the lines above it move."""


def known(name: str) -> Counter[Key]:
    """The findings of a file, each as often as it stands there; raises `Stop`."""
    try:
        with Path(name).open("rb") as file:
            data = file.read(LARGEST + 1)
    except OSError as error:
        raise Stop("input", f"{name} cannot be read: {error.strerror}.") from None
    try:
        rows: Any = json.loads(data) if len(data) <= LARGEST else None
        return Counter((row["file"], row["rule"], row["message"]) for row in rows)
    except (ValueError, TypeError, KeyError, RecursionError):
        how = "make one with `backlight check PATH --json`"
        raise Stop("input", f"{name} is no list of findings; {how}.") from None


def fresh(rows: Iterable[dict[str, Any]], before: Counter[Key]) -> Iterator[dict[str, Any]]:
    """The findings that were not there before."""
    left = before.copy()
    for row in rows:
        key = (row["file"], row["rule"], row["message"])
        if left[key]:
            left[key] -= 1
        else:
            yield row
