"""The columns that the values which a handler binds to a statement go to."""

from collections.abc import Iterable, Iterator
from re import compile as regex

from backlight.analysis.facts import Project, Query
from backlight.analysis.javascript_expressions import parts
from backlight.analysis.syntax import Source, descendants, node_at, text_of
from backlight.analysis.tables import Column

INSERT = regex(r"(?is)^\s*insert\s+into\s+([\w.\"`]+)\s*\(([^()]*)\)\s*values\s*\((.*)")
UPDATE = regex(r"(?is)^\s*update\s+([\w.\"`]+)\s+set\s")
MARK = regex(r"\$(\d+)|\?")
BEFORE = regex(r"([\w\"`]+)\s*(?:=|<>|[<>]=?)\s*$")
ITEM = regex(r"(?:[^(),]|\([^()]*\))+")
LAST = regex(r"(\w+)\s*(?:\?\?.*|\|\|.*)?$")


def stored(source: Source, queries: Iterable[Query], project: Project) -> dict[str, Column]:
    """Name of a value -> its column, for the arrays of values that statements are run with."""
    found: dict[str, Column] = {}
    for query in queries:
        if query.kind != "sql" or query.call is None:
            continue
        table, columns = _columns(query.sql)
        known = project.schema.table(table) if table else None
        for number, name in enumerate(_values(source, query), 1):
            column = known.column(columns.get(number, "")) if known is not None else None
            if column is not None and name:
                found[name] = column
    return found


def _columns(sql: str) -> tuple[str, dict[int, str]]:
    """The table that a statement writes, and the column of each placeholder, counted from 1."""
    inserted, updated = INSERT.search(sql), UPDATE.search(sql)
    if inserted is not None:
        names = map(_plain, inserted[2].split(","))
        marks = map(MARK.fullmatch, map(str.strip, ITEM.findall(inserted[3])))
        pairs = [(name, mark) for name, mark in zip(names, marks, strict=False) if mark is not None]
        return _plain(inserted[1]), {int(m[1] or n): name for n, (name, m) in enumerate(pairs, 1)}
    if updated is not None:
        found = {}
        for n, mark in enumerate(MARK.finditer(sql), 1):
            if (before := BEFORE.search(sql, 0, mark.start())) is not None:
                found[int(mark[1] or n)] = _plain(before[1])
        return _plain(updated[1]), found
    return "", {}


def _values(source: Source, query: Query) -> Iterator[str]:
    """The names of the values in the first array of the call: `wind` of `req.body.wind ?? null`."""
    call = node_at(source, query.call) if query.call is not None else None
    array = next(iter(descendants(call, "array")), None) if call is not None else None
    for item in parts(array) if array is not None else ():
        hit = LAST.search(text_of(item))
        yield hit[1] if hit is not None else ""


def _plain(name: str) -> str:
    return name.strip().strip('"`')
