"""What other servers report of a place: the editor sends it with the menu, the agent is told."""

from collections.abc import Iterable
from typing import Any

from backlight.lsp import given
from backlight.lsp.document import Document

MOST, LONGEST = 10, 300
"""Reports that are kept, and characters of each."""
SEVERITIES = {1: "error", 2: "warning", 3: "note", 4: "hint"}


def keep(document: Document, marks: Iterable[Any], place: given.Range) -> None:
    """Remember what is said of a place in the text as it is now; what was said before is old."""
    lines = range(place[0][0], place[1][0] + 1)
    others = (mark for mark in marks if given.seen(mark, "source") != "backlight")
    told = [said for mark in others if (said := _said(mark, lines))]
    document.reported = document.stamp, tuple(dict.fromkeys(told))[:MOST]


def kept(document: Document) -> tuple[str, ...]:
    """What was said of the text as it is now, at the place where the menu was last opened."""
    stamp, told = document.reported
    return told if stamp == document.stamp else ()


def _said(mark: Any, lines: range) -> str:
    """One report in one line; empty if it is of another place, or says nothing."""
    first, last = (given.seen(mark, "range", end, "line") for end in ("start", "end"))
    message = given.seen(mark, "message")
    if not isinstance(first, int) or not isinstance(last, int) or not isinstance(message, str):
        return ""
    if last < lines.start or first >= lines.stop or not message.strip():
        return ""
    number = given.seen(mark, "severity")
    level = SEVERITIES.get(number, "note") if isinstance(number, int) else "note"
    named = (given.seen(mark, "source"), given.seen(mark, "code"))
    who = " ".join(str(name)[:60] for name in named if isinstance(name, str | int))
    return " ".join(f"line {first + 1}, {level} of {who or 'a tool'}: {message}".split())[:LONGEST]
