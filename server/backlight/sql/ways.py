"""Every way in which rewrites can better a statement, alone and one after the other.

Which of them is best only a planner can say; here they are found, and bounded.
"""

from collections.abc import Iterator
from dataclasses import replace

from backlight.analysis.facts import Query
from backlight.analysis.tables import Schema
from backlight.edits import Edit
from backlight.sql.improve import improve, put, tried
from backlight.sql.improved import Rewrite, Rewritten
from backlight.sql.parse import reads

MOST = 8
"""Ways that are looked at."""
DEEP = 3
"""Rewrites, one upon the other."""


def ways(query: Query, schema: Schema) -> tuple[Rewritten, ...]:
    """Better statements, the nearest ones first; each is sound, and may not pay."""
    if query.kind != "sql" or not query.sql or not reads(query.sql, query.dialect):
        return ()
    found: dict[str, Rewritten] = {}
    todo: list[tuple[str, tuple[str, ...], bool]] = [(query.sql, (), False)]
    for _ in range(DEEP):
        further: list[tuple[str, tuple[str, ...], bool]] = []
        for sql, notes, maybe in todo:
            for made in _next(sql, query.dialect, schema):
                if made.sql in found or made.sql == query.sql or len(found) == MOST:
                    continue
                one = replace(made, maybe=maybe or made.maybe)
                why = tuple(dict.fromkeys([*notes, *(edit.why for edit in one.edits)]))
                found[one.sql] = one if sql == query.sql else _whole(query.sql, one, why)
                further.append((one.sql, why, one.maybe))
        todo = further
    return tuple(found.values())


def _next(sql: str, dialect: str, schema: Schema) -> Iterator[Rewritten]:
    """All sure rewrites together, then each rewrite alone."""
    query = _query(sql, dialect)
    together = improve(query, schema)
    if isinstance(together, Rewritten):
        yield together
    for one in tried(sql, dialect, schema):
        if isinstance(one, Rewrite):
            made = put(sql, dialect, [one])
            if isinstance(made, Rewritten):
                yield made


def _query(sql: str, dialect: str) -> Query:
    from backlight.analysis.syntax import Span

    return Query(kind="sql", span=Span(0, len(sql)), line=1, sql=sql, dialect=dialect)


def _whole(sql: str, one: Rewritten, why: tuple[str, ...]) -> Rewritten:
    """The same as one edit of the statement that the user has: what is alike at its ends stays."""
    old, new = (text.encode("utf-8", "surrogatepass") for text in (sql, one.sql))
    start = next((n for n, (a, b) in enumerate(zip(old, new, strict=False)) if a != b), 0)
    most = min(len(old), len(new)) - start
    same = zip(reversed(old), reversed(new), strict=False)
    end = next((n for n, (a, b) in enumerate(same) if a != b or n >= most), most)
    while start and old[start] & 0xC0 == 0x80:
        start -= 1
    while end and old[len(old) - end] & 0xC0 == 0x80:
        end -= 1
    text = new[start : len(new) - end].decode("utf-8", "surrogatepass")
    edit = Edit(start, len(old) - end, text, " ".join(why))
    return replace(one, edits=(edit,), whole=True)
