"""What is not right about a query that was rewritten, in sentences."""

from collections import Counter
from collections.abc import Iterable, Iterator

from backlight.analysis.enriched import enriched
from backlight.analysis.facts import Project, Query
from backlight.analysis.queries_words import placeholders
from backlight.analysis.related import relations_read
from backlight.analysis.tables import Schema
from backlight.sql.names import unknown
from backlight.sql.parse import reads


def rewritten(before: Project, after: Project, path: str, query: Query) -> list[Query]:
    """What a query of a file has become: all that is not one of the others, left as it was.

    The queries of its function come first; only if none of them is new, those of the whole file.
    """
    others = Counter(
        (one.function, text)
        for one, text in _written(before, path)
        if one.span != query.span or one.kind != query.kind
    )
    fresh: list[Query] = []
    for one, text in _written(after, path):
        if others[one.function, text] > 0:
            others[one.function, text] -= 1
        else:
            fresh.append(one)
    return [one for one in fresh if one.function == query.function] or fresh


def _written(project: Project, path: str) -> Iterator[tuple[Query, str]]:
    """The queries of a file with the text of each, whatever its blanks."""
    source = project.read(path)
    for one in enriched(project.files[path], project).queries:
        text = source.text.slice(one.span.start, one.span.end) if source is not None else one.sql
        yield one, " ".join(text.split())


def problems(
    now: list[Query], then: Iterable[Query], query: Query, rules: tuple[str, ...], schema: Schema
) -> tuple[str, ...]:
    """What is left of its faults in what a query has become, and what is new."""
    found = [*_exposed(now, query), *_repeated(now, query, rules, schema)]
    if query.kind == "sql":
        known = {problem for one in then for problem in unknown(one, schema)}
        new = dict.fromkeys(problem for one in now for problem in unknown(one, schema))
        found += [problem for problem in new if problem not in known]
        found += _unbound(now, query)
        found += _unreadable(now, query)
    return tuple(found)


def _exposed(now: list[Query], query: Query) -> list[str]:
    """An interpolated value must not be left, where binding them was the point, nor be new."""
    left = [h.code for one in now for h in one.holes if h.exposed and h.kind == "value"]
    had = [h.code for h in query.holes if h.exposed and h.kind == "value"]
    if left and len(left) >= len(had):
        where = f" of `{query.function}`" if query.function else ""
        return [f"`{left[0]}` is still interpolated into the SQL{where}; bind it."]
    return []


def _repeated(now: list[Query], query: Query, rules: tuple[str, ...], schema: Schema) -> list[str]:
    """A relation that was read row by row must be loaded now."""
    left = [n for one in now for n in relations_read(one, schema) if n in query.touched]
    found = [f"`{name}` is still read for each row; load it with the query." for name in left]
    if "query-in-loop" in rules and any(one.loop and one.sql == query.sql for one in now):
        found.append("The query is still run once for each item of the loop.")
    return found


def _unreadable(now: list[Query], query: Query) -> list[str]:
    """A statement that could be read must still be one."""
    if not reads(query.sql, query.dialect):
        return []
    said = [one for one in now if one.kind == "sql" and one.sql.strip()]
    half = next((one for one in said if not reads(one.sql, one.dialect or query.dialect)), None)
    return [f"`{half.sql.strip()[:60]}` cannot be read as SQL; write it whole."] if half else []


def _unbound(now: list[Query], query: Query) -> list[str]:
    """Parameters that are bound already must stay bound; a join takes those of a loop away."""
    if query.loop:
        return []
    marks = placeholders(query.sql)
    kept = max((len(placeholders(one.sql)) for one in now), default=0)
    if not marks or kept >= len(set(marks)):
        return []
    return [f"The query had {len(marks)} parameters, and now {kept}; keep them bound."]
