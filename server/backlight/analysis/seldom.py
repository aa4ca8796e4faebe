"""Loops for which it would not help to ask once: over few things, or with more to do for each."""

import re

from backlight.analysis.facts import Query
from backlight.analysis.syntax import Source


def seldom(source: Source, query: Query) -> bool:
    """Whether a loop ends with one item, is over a few groups, or sends a message for each."""
    loop = query.loop or query.span
    within = source.text.slice(loop.start, loop.end)
    chain = "" if within.startswith("for") else source.text.slice(loop.start, query.span.start)
    if SENDS.search(within) or ONE.search(chain):
        return True
    over, before = OVER.match(within), source.text.tail(loop.start, FAR)
    made = rf"(?<![\w.]){over[1]}\s*=[^;]*\b(?:groupingBy|group_?by|groupBy)\(" if over else r"(?!)"
    return re.compile(made).search(before) is not None


SENDS = re.compile(
    r"\b(?:send|deliver)\w*(?:[eE]?[mM]ail|[mM]essage|[sS]ms|SMS)\w*\(|\.deliver_(?:now|later)\b"
)
ONE = re.compile(r"\.(?:limit|take)\(1\)|\[:1\]")
OVER = re.compile(r"(?:for\b[^\n]*\bin\s+)?(\w+)\s*(?:\.|->|:)")
FAR = 800
"""Characters before a loop in which what it goes over was made."""
