"""Values in a statement that are the program's own, by their names and by what is around them."""

import re

from backlight.analysis.facts import Query
from backlight.analysis.hole import Hole
from backlight.analysis.syntax import Source, Span

NEAR = 700
WRITTEN = re.compile(
    r"[\w.]+\(\s*[\"'`](?i:select|insert|update|delete|with)\b[^'\"`{%]*"
    r"(?:(?i:from|into|update|join)\s+[\"'`]\s*\+\s*\w+\s*\+\s*[\"'`][^'\"`{%]*)?[\"'`]\s*[,)]"
)
STATIC = re.compile(r"@[\w.$]+@")
"""How MyBatis names a field of a class: `${@shop.Kinds@OPEN}`."""
COLUMN = re.compile(r"(?i)(?:^|[\w.])(?:column|table|field)s?_?(?:for|of)\([^()]*\)$")
"""A function that names a column: `qualified_column_for(name)`."""
BESIDE = re.compile(r"\b(\w+)\.(?:get(?:Sql|SQL|Query)|to(?:Sql|SQL)|sql|query)(?:\(\))?[\s,]*")
"""A statement that a thing gives, which gives its values as well."""
SUM = re.compile(r"(?i)(?:price|amount|total|incr|stock|score|balance|quantity)(?:incr|s)?$")
"""What mappers of MyBatis call numbers, whose types stand elsewhere."""
MADE = re.compile(r"(?i)^(?:\w+[._])?sql(?:_\w+)?$|(?-i:(?<=[a-z])(?:Sql|SQL)$)")
"""What is put together before, and is no more than put in."""
CONSTANTS = (
    r"\bfor\b[^\n]{{0,60}}\b{0}\s+(?:in|of|:)\s+(?:\w+\.)*[A-Z][A-Z\d_]{{3,}}\b"
    r"|\b[A-Z][A-Z\d_]{{3,}}\.(?:each|map|forEach)\b[^\n]{{0,20}}\b{0}\b"
)
"""A loop over what a program writes out, by the name of an item."""
LISTED = (
    r"[\"']?\b{0}\b[\"']?\s*:\s*\{{(?=[^{{}}]*[\"']?\b(?:allowed|enum|choices|oneOf)\b[\"']?\s*:)"
)
"""A schema of what is sent that names the few words that one value may be, by its name."""
PATH = re.compile(r"[^\s'\"]*/[^\s'\"]*")
"""An address: no statement is written without a space."""
KEY = re.compile(r"^(?:\w+[._])*(?:id|\w+_id)$")


def written_out(hole: Hole) -> bool:
    """Whether a whole statement is a text that something only changes the placeholders of."""
    return WRITTEN.match(hole.code) is not None


def beside(source: Source, query: Query) -> bool:
    """Whether a thing gives the statement and, in the same call, what is bound to it."""
    said = source.text.data[query.call.start : query.call.end] if query.call is not None else b""
    code = said.decode("utf-8", "replace")
    hit = BESIDE.search(code)
    return hit is not None and re.search(rf"\b{hit[1]}\.\w+", code[hit.end() :]) is not None


def own_piece(source: Source, sql: str, at: int, hole: Hole) -> bool:
    """Whether a value is a constant's, or a piece of SQL or a sum that no quotes are around."""
    if hole.built or hole.sent:
        return False
    if STATIC.match(hole.code) or COLUMN.search(hole.code):
        return True
    summed = source.path.endswith(".xml") and SUM.search(hole.code) is not None
    if address(sql) or _listed(source, hole):
        return True
    if not _quoted(sql, at) and (summed or MADE.search(hole.code)):
        return True
    before = source.text.tail(hole.span.start, NEAR)
    return hole.code.isidentifier() and re.search(CONSTANTS.format(hole.code), before) is not None


def address(sql: str) -> bool:
    """Whether what is given to `execute` is where something is asked, and no statement.

    >>> address("{0}{1}/output/{2}"), address("DELETE FROM rows WHERE a/2 = {0}")
    (True, False)
    """
    return PATH.fullmatch(sql.strip()) is not None


def _listed(source: Source, hole: Hole) -> bool:
    """Whether a schema of the file lets only a few words through under the name of a value."""
    name = hole.code.rpartition(".")[2]
    said = name.isidentifier() and name.encode() in source.text.data
    return said and re.search(LISTED.format(name), source.text.source) is not None


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
