"""The statements of a mapper of MyBatis, from its XML."""

from collections.abc import Iterator

from backlight.analysis.facts import Query
from backlight.analysis.hole import Hole
from backlight.analysis.markup import Element, read
from backlight.analysis.queries import BOUNDED
from backlight.analysis.queries_files import returns
from backlight.analysis.queries_mybatis import read as read_marks
from backlight.analysis.syntax import Source, Span
from backlight.stacks.mybatis.statements import Budget, choices, flat

STATEMENTS = {"select", "insert", "update", "delete"}
MOST_WAYS = 6
"""Branches of a choice that are looked at."""


def queries(source: Source, within: Span | None = None) -> tuple[Query, ...]:
    """The statements of a mapper, or those that touch a span of it."""
    if source.language != "xml":
        return ()
    top = read(source.text.data)
    if top is None or top.name != "mapper":
        return ()
    fragments = {e.attributes.get("id", ""): e for e in top.children if e.name == "sql"}
    found = (e for e in top.children if e.name in STATEMENTS)
    budget = Budget()
    return tuple(
        query
        for element in found
        if within is None or element.span.touches(within)
        for query in _queries(element, fragments, budget)
    )


def _queries(element: Element, fragments: dict[str, Element], budget: Budget) -> Iterator[Query]:
    """A statement, and once more for each branch of a choice that has something exposed."""
    seen: set[Span] = set()
    for way in range(min(choices(element, fragments, budget), MOST_WAYS)):
        sql, holes = read_marks(flat(element, fragments, budget, way))
        query = _query(element, sql, holes)
        new = {hole.span for hole in query.holes if hole.exposed} - seen
        if sql and (way == 0 or new):
            yield query
        seen |= new


def _query(element: Element, sql: str, holes: tuple[Hole, ...]) -> Query:
    said = returns(sql)
    return Query(
        kind="mybatis",
        span=element.span,
        line=element.line,
        sql=sql,
        holes=holes,
        function=element.attributes.get("id", ""),
        returns=said if element.name == "select" or said == "rows" else "write",
        bounded=BOUNDED.search(sql) is not None,
    )
