"""Values in a statement that are the program's own, by their names and by what is around them."""

import re

from backlight.analysis.hole import Hole
from backlight.analysis.syntax import Source, Span

NEAR = 700
WRITTEN = re.compile(
    r"[\w.]+\(\s*[\"'`](?i:select|insert|update|delete|with)\b[^'\"`{%]*"
    r"(?:(?i:from|into|update|join)\s+[\"'`]\s*\+\s*\w+\s*\+\s*[\"'`][^'\"`{%]*)?[\"'`]\s*[,)]"
)
STATIC = re.compile(r"@[\w.$]+@")
"""How MyBatis names a field of a class: `${@shop.Kinds@OPEN}`."""
SUM = re.compile(r"(?i)(?:price|amount|total|incr|stock|score|balance|quantity)(?:incr|s)?$")
"""What mappers of MyBatis call numbers, whose types stand elsewhere."""
MADE = re.compile(r"(?i)^(?:\w+[._])?sql(?:_\w+)?$|(?-i:(?<=[a-z])(?:Sql|SQL)$)")
"""What is put together before, and is no more than put in."""
CONSTANTS = (
    r"\bfor\b[^\n]{{0,60}}\b{0}\s+(?:in|of|:)\s+(?:\w+\.)*[A-Z][A-Z\d_]{{3,}}\b"
    r"|\b[A-Z][A-Z\d_]{{3,}}\.(?:each|map|forEach)\b[^\n]{{0,20}}\b{0}\b"
)
"""A loop over what a program writes out, by the name of an item."""
KEY = re.compile(r"^(?:\w+[._])*(?:id|\w+_id)$")


def written_out(hole: Hole) -> bool:
    """Whether a whole statement is a text that something only changes the placeholders of."""
    return WRITTEN.match(hole.code) is not None


def own_piece(source: Source, sql: str, at: int, hole: Hole) -> bool:
    """Whether a value is a constant's, or a piece of SQL or a sum that no quotes are around."""
    if hole.built or hole.sent:
        return False
    if STATIC.match(hole.code):
        return True
    summed = source.path.endswith(".xml") and SUM.search(hole.code) is not None
    if not _quoted(sql, at) and (summed or MADE.search(hole.code)):
        return True
    before = source.text.tail(hole.span.start, NEAR)
    return hole.code.isidentifier() and re.search(CONSTANTS.format(hole.code), before) is not None


def own_key(sql: str, at: int, hole: Hole) -> bool:
    """Whether a value is what a row is found by, without quotes: a number, unless it is sent."""
    return not _quoted(sql, at) and KEY.search(hole.code) is not None


def looked_at(source: Source, span: Span) -> bool:
    """Whether a comment in it, or alone on the line above, tells another tool to pass it."""
    data, starts = source.text.data, source.text.starts
    line = source.text.line_of(span.start)
    above = data[starts[max(0, line - 1)] : starts[line]]
    end = data.find(b"\n", span.end)
    own = data[starts[line] : end if end >= 0 else len(data)]
    return SAID.search(own) is not None or SAID.match(above.lstrip()) is not None


SAID = re.compile(
    rb"(?:#|//|--|/\*|\*)[^\n]{0,200}(?:\bnosec\b|\bnosemgrep\b|noqa:[^\n]{0,80}\bS608\b)"
)
"""How bandit, semgrep and ruff are told that a statement is meant so."""


def _quoted(sql: str, at: int) -> bool:
    return re.search(rf"['\"][^'\"{{}}]*\{{{at}\}}", sql) is not None
