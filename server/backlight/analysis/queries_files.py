"""Files of SQL: their statements, and what a statement returns."""

from collections.abc import Iterator
from re import DOTALL, IGNORECASE, VERBOSE
from re import compile as regex
from typing import Literal

from backlight.analysis.facts import Query
from backlight.analysis.queries_words import WORD, is_sql
from backlight.analysis.syntax import Source, Span

END = regex(
    r"""
    --[^\n]*|/\*.*?\*/|[eE]?'(?:[^'\\]|''|\\.)*'|"[^"]*"|`[^`]*`
    |\$(?P<tag>[A-Za-z_]*)\$.*?\$(?P=tag)\$|(?P<end>;)
    """,
    VERBOSE | DOTALL,
)
COPY = regex(r"\s*COPY\b[^;]*\bFROM\s+stdin", IGNORECASE)
COPIED = regex(r"^\\\.\s*$", 8)
BEGINS = regex(r"(?:[\s\ufeff]+|--[^\n]*(?:\n|\Z)|/\*.*?\*/)*", DOTALL)
LARGEST = 8_000_000
"""A dump larger than this (in characters) is data."""

Returns = Literal["rows", "row", "count", "exists", "write", "unknown"]


def split(text: str) -> Iterator[tuple[int, int]]:
    """Where each statement starts and ends, in characters; the semicolon is left out."""
    start = 0
    at = 0
    while at < len(text) and (hit := END.search(text, at)) is not None:
        at = hit.end()
        if hit["end"] is None:
            continue
        yield _start(text, start), hit.start()
        if COPY.match(text, start) and (over := COPIED.search(text, at)) is not None:
            at = over.end()
        start = at
    if text[start:].strip():
        yield _start(text, start), len(text.rstrip())


def _start(text: str, at: int) -> int:
    hit = BEGINS.match(text, at)
    return hit.end() if hit is not None else at


NAMED = regex(r"--\s*name:\s*(?P<name>\w+)\s+:(?P<gives>\w+)")
"""How sqlc names a statement, and says whether it gives one row or many."""


def statements(source: Source, within: Span | None = None) -> tuple[Query, ...]:
    """The queries of a `.sql` file (no DDL), by place."""
    text = source.text.source
    if len(text) > LARGEST:
        return ()
    found = []
    last, offset, ended = 0, 0, 0
    for start, end in split(text):
        offset += len(text[last:start].encode("utf-8", "surrogatepass"))
        sql = text[start:end]
        last = start
        name, gives = _named(text, ended, start)
        ended = end
        kind = _gives(returns(sql), gives)
        if start >= end or kind == "unknown" or not is_sql(sql):
            continue
        span = Span(offset, offset + len(sql.encode("utf-8", "surrogatepass")))
        if within is None or span.touches(within):
            line = source.text.line_of(span.start) + 1
            found.append(
                Query(
                    kind="sql",
                    span=span,
                    line=line,
                    sql=sql,
                    function=name,
                    returns=kind,
                    bounded=_limit(sql) or kind == "row",
                )
            )
    return tuple(found)


def _named(text: str, start: int, end: int) -> tuple[str, str]:
    """What sqlc is told before a statement: its name, and what it gives."""
    found = [*NAMED.finditer(text, start, end)][-1:]
    return (found[0]["name"], found[0]["gives"]) if found else ("", "")


def _gives(said: Returns, named: str) -> Returns:
    """What a statement gives; of rows its name knows whether there is one."""
    return "row" if said == "rows" and named in {"one", "batchone"} else said


def returns(sql: str) -> Returns:
    """What a statement gives, by its own words."""
    said = [hit[0].lower() for hit in WORD.finditer(sql) if hit.lastgroup != "comment"][:4000]
    words = [word for word in said if word != "("]
    first = words[0] if words else ""
    if first in {"insert", "update", "delete", "merge", "replace", "truncate"}:
        return "rows" if "returning" in words else "write"
    if first not in {"select", "with"}:
        return "unknown"
    listed = words[: words.index("from")] if "from" in words else words
    if words[1:2] == ["count"] and "group" not in words and "," not in listed:
        return "count"
    if words[1:2] == ["exists"]:
        return "exists"
    limit = words.index("limit") + 1 if "limit" in words else 0
    return "row" if limit and words[limit : limit + 1] == ["1"] else "rows"


def _limit(sql: str) -> bool:
    return regex(r"\b(?:limit|fetch\s+(?:first|next)|top)\b", IGNORECASE).search(sql) is not None
