"""What must give the same rows, or the same answer, before a change and after it."""

from collections.abc import Callable
from dataclasses import replace

from backlight.analysis.compared import Pair
from backlight.analysis.facts import Project, Query
from backlight.analysis.syntax import Source
from backlight.edits import Refused
from backlight.sql import judge

Render = Callable[[Source, Query, Project], str | Refused]
"""How a mapper says which statement a chain runs."""


def same(
    before: Project,
    after: Project,
    *,
    path: str,
    query: Query,
    free: bool,
    render: Render | None = None,
) -> tuple[Pair, ...]:
    """The query and what has become of it: both must give the same rows, or the same answer."""
    if path not in after.files or path not in before.files:
        return ()
    mine = judge.rewritten(before, after, path, query)
    if query.kind != "sql":
        return _answers(before, after, path, query, mine, render)
    if query.loop and not any(one.loop for one in mine):
        return ()  # One query for all items has other rows than the one for each, and other costs
    return (Pair(before=query, after=tuple(mine), free=free),) if mine else ()


def _answers(
    before: Project,
    after: Project,
    path: str,
    query: Query,
    mine: list[Query],
    render: Render | None,
) -> tuple[Pair, ...]:
    """A count that only asks for existence, and the question whether there is a row."""
    sources = before.read(path), after.read(path)
    if len(mine) != 1 or render is None or sources[0] is None or sources[1] is None:
        return ()
    if (query.returns, mine[0].returns) != ("count", "exists"):
        return ()
    old, new = render(sources[0], query, before), render(sources[1], mine[0], after)
    if not isinstance(old, str) or not isinstance(new, str) or not (old and new):
        return ()
    said = f"SELECT ({old}) > 0 AS some", f"SELECT EXISTS ({new}) AS some"
    one, other = (
        replace(query, kind="sql", sql=text, dialect="postgres", holes=()) for text in said
    )
    return (Pair(before=one, after=(other,), clearer=True),)
