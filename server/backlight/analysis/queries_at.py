"""The query that is meant at a place."""

from re import compile as regex

from backlight.analysis.facts import Query
from backlight.analysis.syntax import Span

STATEMENT = regex(r"\s*(?:--|/\*|\(|(?i:select|insert|update|delete|with|merge|replace|create)\b)")


def query_at(queries: tuple[Query, ...], span: Span) -> Query | None:
    """The query at a span; the call that runs one is as good a place as its string.

    A condition that nothing is put into (`"artist = ?"`) is a part of the chain it stands in; one
    that a client can change, and that a chain is given by its name, comes before the chain.
    """
    called = tuple(q for q in queries if any(c.touches(span) for c in (q.call, *q.also) if c))
    found = _smallest(queries, span) or (called[0] if len(called) == 1 else None)
    kept = [q for q in called if q.kind == "sql" and any(hole.exposed for hole in q.holes)]
    if found is not None and found.kind != "sql" and len(kept) == 1:
        return found if found.span.touches(kept[0].span) else kept[0]
    if found is None or found.kind != "sql" or found.holes or STATEMENT.match(found.sql):
        return found
    start, end = found.span.start, found.span.end
    chains = (q for q in queries if q.kind != "sql" and q.span.start <= start < end <= q.span.end)
    return _smallest(tuple(chains), found.span) or found


def _smallest(items: tuple[Query, ...], span: Span) -> Query | None:
    around = [item for item in items if item.span.touches(span)]
    return min(around, key=lambda item: item.span.end - item.span.start, default=None)
