"""Make a query safe and fast: one better statement, with the evidence in the title.

Values that are interpolated become parameters of the driver; conditions that hide an index, counts
that only ask for existence and relations that are read row by row are rewritten where it is proven
that the same rows come back.

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

from dataclasses import dataclass
from functools import partial

from backlight.action import Action, Context, Offer, Task, Way
from backlight.analysis.facts import Finding, Project, Query
from backlight.analysis.related import relations_read
from backlight.analysis.tables import Schema
from backlight.edits import Change, Refused

SHORT = {
    "n-plus-one": "N+1",
    "query-in-loop": "it is run once for each item of a loop",
    "unbounded-list": "it reads every row",
}


@dataclass(frozen=True, slots=True)
class Better:
    """What speaks for the action, and the rewrite, where there is one."""

    evidence: str = ""
    change: Change | Refused | None = None


def offer(ctx: Context) -> Offer | None:
    """Offered on a query; with an instant rewrite where something provable is wrong with it."""
    query = ctx.query
    if query is None:
        return None
    findings = tuple(f for f in ctx.findings if f.action == ACTION.id)
    better = _better(ctx, query)
    evidence = better.evidence or _said(findings)
    return Offer(
        title=f"Optimize query: {evidence}" if evidence else "Optimize query",
        span=query.span,
        task=_task(ctx, query, findings, evidence),
        rewrite=partial(_given, better.change) if better.change is not None else None,
        doubt=better.change.reason if isinstance(better.change, Refused) else "",
        ways=partial(_ways, ctx, query),
        evident=bool(findings),
    )


def _given(change: Change | Refused) -> Change | Refused:
    return change


def _ways(ctx: Context, query: Query) -> tuple[Way, ...]:
    """Every sound rewrite; a planner is asked which is best."""
    from backlight.sql import mend

    found = mend.others(ctx.source, query, ctx.project.schema)
    return tuple(Way(one.change, one.maybe) for one in found)


def _better(ctx: Context, query: Query) -> Better:
    """The better query: of SQL by its tree, of a chain by its mapper."""
    if query.kind in {"sql", "jpql"}:
        from backlight.sql import mend
        from backlight.sql.improved import Mended

        mended = mend.mend(ctx.source, query, ctx.project.schema)
        evidence = mend.evidence(query, ctx.project.schema)
        if isinstance(mended, Mended):
            return Better(mended.evidence or evidence, mended.change)
        return Better(evidence, mended)
    found = ctx.orm.improve(ctx.source, query, ctx.project) if ctx.orm is not None else None
    if found is None or isinstance(found, Refused):
        return Better(_relations(query, ctx.project.schema), found)
    return Better(found.evidence, found.change)


def _relations(query: Query, schema: Schema) -> str:
    read = relations_read(query, schema)
    names = ", ".join(f"`{name}`" for name in read)
    return f"N+1, {names} {'is' if len(read) == 1 else 'are'} read for each row" if names else ""


def _said(findings: tuple[Finding, ...]) -> str:
    if not findings:
        return ""
    first = findings[0]
    return SHORT.get(first.rule, first.message.partition(";")[0].rstrip("."))


def _task(ctx: Context, query: Query, findings: tuple[Finding, ...], evidence: str) -> Task:
    """The same work in words, for the agent, and the judge of whoever does it."""
    from backlight.sql.pairs import same

    path = ctx.source.path
    code = query.sql or ctx.source.text.slice(query.span.start, query.span.end)
    if runs := ctx.statement():
        code = f"{code[:2000]}\nIt runs: {runs}"
    known = [f.message for f in findings] or ([evidence] if evidence else [])
    return Task(
        goal=f"Make the query in {path} (line {query.line}) safe and fast:\n{code[:4000]}\n"
        + ("What is known of it: " + " ".join(known) if known else "Nothing is known to be wrong."),
        rules=(
            "The same rows come back, in the same order where one is asked for.",
            "Bind values as parameters in the way of the driver that runs the query.",
            "Name only tables and columns that the schema has; say which index would help.",
            "A limit that callers do not expect is a change of the API: ask before adding one.",
        ),
        related=(path, *_definitions(ctx.project, query)),
        wrong=partial(wrong, path=path, query=query, rules=tuple(f.rule for f in findings)),
        same=partial(
            same,
            path=path,
            query=query,
            free=_free(ctx, findings),
            render=ctx.orm.render if ctx.orm is not None else None,
        ),
    )


def _free(ctx: Context, findings: tuple[Finding, ...]) -> bool:
    """Whether other rows can be meant: the user said what, or a page of them is wanted."""
    return bool(ctx.ask) or any(f.rule in {"unbounded-list", "query-in-loop"} for f in findings)


def _definitions(project: Project, query: Query) -> tuple[str, ...]:
    """The files that define the tables the query names."""
    said = query.sql.lower() + " " + query.model.lower()
    found = [t for t in project.schema.tables if t.name.lower() in said or t.model == query.model]
    return tuple(dict.fromkeys(table.file for table in found if table.file))[:4]


def wrong(
    before: Project, after: Project, *, path: str, query: Query, rules: tuple[str, ...] = ()
) -> tuple[str, ...]:
    """What is not right yet: the query is lost, still unsafe, or names what there is not."""
    if path not in after.files or path not in before.files:
        return (f"{path} holds no query any more; keep the query in its file.",)
    then, now = before.files[path].queries, after.files[path].queries
    inside = [one for one in now if one.function == query.function]
    known = [one for one in then if one.function == query.function]
    where = f"`{query.function}`" if query.function else path
    if len(inside) > len(known) + 1:
        return (f"{where} ran {len(known)} queries and now {len(inside)}; do not ask more often.",)
    from backlight.sql import judge

    mine = judge.rewritten(before, after, path, query)
    if not mine and query.kind == "sql":
        return (f"The query of {where} is gone; another way must read the same rows.",)
    return judge.problems(mine, then, query, rules, after.schema)


ACTION = Action(
    id="optimize-query",
    title="Optimize query",
    offer=offer,
    proves=True,
    doc=__doc__ or "",
)
