"""Loops for which it would not help to ask once: over few things, or with more to do for each."""

import re

from backlight.analysis.facts import Query
from backlight.analysis.syntax import Source


def seldom(source: Source, query: Query) -> bool:
    """Whether a loop ends early, is over a few things, or sends a message for each."""
    loop = query.loop or query.span
    within = source.text.slice(loop.start, loop.end)
    line, _ = source.text.line_at(loop.start)
    chain = "" if within.startswith("for") else source.text.slice(line, query.span.start).strip()
    if SENDS.search(within) or ONE.search(chain):
        return True
    if _ends(source, query) or _ordered(source, query) or _given(source, query):
        return True
    if _parsed(source, query):
        return True
    over, before = OVER.match(within), source.text.tail(loop.start, FAR)
    made = rf"(?<![\w.]){over[1]}\s*=[^;]*\b{FEW}" if over else r"(?!)"
    return re.compile(made).search(before) is not None


def _ends(source: Source, query: Query) -> bool:
    """Whether a loop ends with the first item for which something is found, or nothing is."""
    if query.loop is None or source.language not in {"ruby", "python"}:
        return False
    start, _ = source.text.line_at(query.span.start)
    behind = source.text.slice(max(start, query.loop.start), query.loop.end)
    return (ENDS if source.language == "python" else LEAVES).search(behind) is not None


def _ordered(source: Source, query: Query) -> bool:
    """Whether the first or the last of each is asked for: no list of keys asks for that."""
    code = source.text.slice(query.span.start, query.span.end)
    one = query.returns == "row" or query.bounded or FIRST.search(code) is not None
    return one and ORDERED.search(query.sql or code) is not None


def _given(source: Source, query: Query) -> bool:
    """Whether what is run is itself what the loop goes over: `for query in queries`."""
    loop = query.loop or query.span
    start, end = source.text.line_at(loop.start)
    head = HEAD.search(source.text.slice(start, end))
    call = query.call or query.span
    run = RUN.search(source.text.slice(call.start, call.end))
    if head is None or run is None or query.kind != "sql":
        return False
    return run[1] in re.findall(r"\w+", head[1])


def _parsed(source: Source, query: Query) -> bool:
    """Whether a loop goes over what one text holds: people put few things into one."""
    loop = query.loop or query.span
    start, end = source.text.line_at(loop.start)
    over = LISTED.search(source.text.slice(start, end))
    if over is None or source.language not in {"javascript", "typescript", "tsx"}:
        return False
    made = rf"(?<![\w.]){over[1] or over[2]}\s*=[^;\n]*\bJSON\.parse\("
    return re.compile(made).search(source.text.tail(loop.start, 3 * FAR)) is not None


SENDS = re.compile(
    r"\b(?:send|deliver)\w*(?:[eE]?[mM]ail|[mM]essage|[sS]ms|SMS)\w*\(|\.deliver_(?:now|later)\b"
)
ONE = re.compile(r"\.(?:limit|take)\(1\)|\[:1\]|^(?:\w+\s*=\s*)?Maybe\(|^%[wi]\[")
"""What goes over one, over one or none, or over what is written in the code."""
ENDS = re.compile(r"(?m)^[ \t]*(?:break|return)\b")
LEAVES = re.compile(r"(?m)(?:^|[ \t])(?:break|return|redirect_to)\b")
FIRST = re.compile(r"\.(?:[fF]irst|[lL]ast|[tT]ake|findOne)\b|(?i:\bLIMIT\s+1\b)")
ORDERED = re.compile(r"(?i)\border\s?_?by\b|\.order\(|\.(?:[lL]ast)\b")
HEAD = re.compile(r"\bfor\s+\(?(?:const\s+|let\s+|var\s+)?([\w,\s\[\]]+?)\s+(?:in|of|:=\s*range)\b")
RUN = re.compile(r"^[^(]*\(\s*(\w+)\s*[,)]")
OVER = re.compile(r"(?:for\b[^\n]*\bin\s+)?(\w+)\s*(?:\.|->|:)")
LISTED = re.compile(r"\bof\s+(\w+)\)|<\s*(\w+)\.length\b")
FEW = r"(?:groupingBy|group_?by|groupBy)\("
FAR = 800
"""Characters before a loop in which what it goes over was made."""
