"""Bind values as parameters of the driver, so that no client can change the SQL.

Where a value stands in the text of a statement, the driver's own placeholder takes its place, and
the value goes beside it. A name of a table or column cannot be bound: it is compared with a list.

```python
import psycopg


def find_user(conn, name):
    with conn.cursor() as cursor:
        cursor.execute(f"SELECT id, email FROM users WHERE name = '{name}'"$0)
        return cursor.fetchone()
```
->
```python
import psycopg


def find_user(conn, name):
    with conn.cursor() as cursor:
        cursor.execute("SELECT id, email FROM users WHERE name = %s", (name,))
        return cursor.fetchone()
```
"""

from functools import partial

from backlight.action import Action, Context, Offer, Task
from backlight.analysis.compared import listed
from backlight.analysis.facts import Project, Query
from backlight.analysis.syntax import Source
from backlight.analysis.tables import Schema
from backlight.edits import Change, Refused


def offer(ctx: Context) -> Offer | None:
    """Offered on SQL into which something from outside is interpolated."""
    query = _query(ctx)
    if query is None:
        return None
    from backlight.sql.mend import evidence

    return Offer(
        title=f"Parameterize query: {evidence(query, ctx.project.schema)}",
        span=query.span,
        task=_task(ctx, query),
        rewrite=partial(_bound, ctx.source, query, ctx.project.schema),
        evident=any(finding.rule == "interpolated-sql" for finding in ctx.findings),
    )


def _query(ctx: Context) -> Query | None:
    """What a client can change: the query at the cursor, or one condition of the chain there."""
    query = ctx.query
    if query is None or query.kind == "sql":
        return query if query is not None and _exposed(query) else None
    start, end = query.span.start, query.span.end
    parts = [q for q in ctx.queries if q.kind == "sql" and start <= q.span.start < end]
    found = [part for part in parts if _exposed(part)]
    return found[0] if len(found) == 1 else None


def _exposed(query: Query) -> bool:
    return any(hole.exposed for hole in query.holes)


def _bound(source: Source, query: Query, schema: Schema) -> Change | Refused:
    from backlight.sql.improved import Mended
    from backlight.sql.parameterise import parameterise

    made = parameterise(source, query, schema)
    if isinstance(made, Mended):
        return made.change
    return made or Refused("Nothing is interpolated here any more.")


def _task(ctx: Context, query: Query) -> Task:
    path = ctx.source.path
    exposed = [" ".join(hole.code.split()) for hole in query.holes if hole.exposed]
    return Task(
        goal=f"Bind what is interpolated into the SQL in {path} (line {query.line}):"
        f" {listed(exposed)}.\n{query.sql[:2000]}",
        rules=(
            "Use the placeholders of the driver that runs the query, never string formatting.",
            (
                "A name of a table or column, or a direction, is taken from a fixed list of allowed"
                " ones; anything else is refused with a 4xx status."
            ),
            (
                "A LIKE pattern is built around the bound value; a list gets one placeholder an"
                " item"
                " or the driver's array type."
            ),
            "The same rows come back for every harmless value.",
        ),
        related=(path,),
        wrong=partial(wrong, path=path, query=query),
    )


def wrong(before: Project, after: Project, *, path: str, query: Query) -> tuple[str, ...]:
    """What is not right yet: the query is gone, or something is interpolated still."""
    if path not in after.files or path not in before.files:
        return (f"{path} holds no query any more; keep the query in its file.",)
    from backlight.sql import judge

    mine = judge.rewritten(before, after, path, query)
    if not mine:
        there = [q for q in after.files[path].queries if q.function == query.function]
        if not any(hole.exposed for one in there for hole in one.holes):
            return ("The query is gone; it must read the same rows, with its values bound.",)
        mine = there
    left = dict.fromkeys(hole.code for one in mine for hole in one.holes if hole.exposed)
    found = [f"`{code}` is still interpolated into the SQL; bind it." for code in left]
    fresh = judge.problems(mine, before.files[path].queries, query, (), after.schema)
    return tuple(dict.fromkeys((*found, *(one for one in fresh if "interpolated" not in one))))


ACTION = Action(
    id="parameterize-query",
    title="Parameterize query",
    offer=offer,
    doc=__doc__ or "",
)
