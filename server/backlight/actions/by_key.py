"""The part of "Paginate" that is about OFFSET: pages that are found by the last key seen.

It changes what callers send, so it is offered as that, and tried in a way of its own.
"""

from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial
from re import compile as regex
from typing import TYPE_CHECKING

from backlight.action import Context
from backlight.analysis.compared import Walked
from backlight.analysis.facts import Project, Query
from backlight.analysis.offsets import skips
from backlight.analysis.skipped import LastKey
from backlight.edits import Change, Refused

if TYPE_CHECKING:
    from backlight.sql.keyset_call import Paged

SKIPS = regex(r"\.offset[ (](?!\s*[01]\s*\))")
LIMITS = regex(r"\.limit[ (](?!\s*1\s*\))")
GATHERED = regex(r"\.(?:group|distinct|uniq|having)\b")
CONTRACT = (
    (
        "This changes what callers do: they send the key of the last row they saw, not a number of"
        " rows or pages. Change them too, or say who must; never call it the same as before."
    ),
    "The first page has no key: it is asked for without one.",
)
"""What is said where a page is found by its key: another contract, not a faster statement."""


def skipping(ctx: Context) -> Query | None:
    """A query at the cursor that pages by OFFSET: one found to cost much, or a chain that does."""
    query = ctx.query
    if query is None:
        return None
    said = query.kind == "sql" and query.returns != "write" and skips(query.sql)
    return query if said or skips(ctx.statement()) or _says(ctx, query) else None


def _says(ctx: Context, query: Query) -> bool:
    """Whether a chain of ActiveRecord says so in its own words, though its model is not known."""
    if ctx.source.language != "ruby" or query.kind == "sql" or query.returns != "rows":
        return False
    code = ctx.source.text.slice(query.span.start, query.span.end)
    return bool(SKIPS.search(code) and LIMITS.search(code) and not GATHERED.search(code))


def unjudged(ctx: Context) -> tuple[str, ...]:
    """What an agent is told where the statement is not known by which its work is judged."""
    runs = ctx.runs()
    if ctx.query is None or ctx.query.kind == "sql" or (runs and isinstance(runs, str)):
        return ()
    why = runs.reason if runs else "What it runs is not certain."
    return (f"{why} So order and key are not checked here: say that, and how you made sure.",)


def rewrite(ctx: Context, query: Query) -> Callable[[], Change | Refused] | None:
    """The query by the last key, with the code that asks for it; `None` where an agent does it."""
    keyed = ctx.orm.by_key if ctx.orm is not None else None
    return partial(_change, ctx, query) if query.kind == "sql" or keyed is not None else None


def walks(ctx: Context, query: Query) -> Callable[[Project, Project], tuple[Walked, ...]]:
    """What is to be walked before the change is shown."""
    return partial(_walks, ctx, query)


def nothing(_before: Project, _after: Project) -> tuple[Walked, ...]:
    """Nothing is to be walked."""
    return ()


def _change(ctx: Context, query: Query) -> Change | Refused:
    made = _paged(ctx, query)
    return made if isinstance(made, Refused) else made.change


def _paged(ctx: Context, query: Query) -> "Paged | Refused":
    from backlight.sql import keyset_call

    if query.kind == "sql":
        return keyset_call.paged(ctx.source, query, ctx.project, ctx.handler)
    write = ctx.orm.by_key if ctx.orm is not None else None
    if write is None:
        return Refused("This mapper has no pages by the last key that are written without a model.")

    def written(keys: Sequence[LastKey]) -> Change | Refused:
        return write(ctx.source, query, ctx.project, keys, ctx.handler)

    return keyset_call.chained(ctx.statement(), ctx.project, written)


def _walks(ctx: Context, query: Query, _before: Project, after: Project) -> tuple[Walked, ...]:
    made = _paged(ctx, query)
    if isinstance(made, Refused):
        return ()
    facts = after.files.get(ctx.source.path)
    runs = {" ".join(one.sql.split()) for one in facts.queries} if facts is not None else set()
    written = all(" ".join(sql.split()) in runs for sql in made.statements)
    return (replace(made.walked, written=written),)
