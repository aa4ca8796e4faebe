"""Give a query the index it looks for, in the model and in a migration.

```sql
CREATE TABLE orders (
    id integer PRIMARY KEY,
    user_id integer NOT NULL REFERENCES users (id),$0
    total numeric NOT NULL
);
```
->
```sql
CREATE TABLE orders (
    id integer PRIMARY KEY,
    user_id integer NOT NULL REFERENCES users (id),
    total numeric NOT NULL
);

CREATE INDEX idx_orders_user_id ON orders (user_id);
```
"""

import re
from collections.abc import Callable
from dataclasses import replace
from functools import partial

from backlight.action import Action, Context, Offer, Task
from backlight.analysis import compared
from backlight.analysis.facts import Project
from backlight.analysis.places import is_migration, migrations_in
from backlight.analysis.tables import Table
from backlight.edits import Change, Refused
from backlight.sql.create_index import create_index
from backlight.sql.wanted import Wanted, unindexed
from backlight.sql.wanted import wanted as looked_up

MYSQL = re.compile(rb"ENGINE\s*=|AUTO_INCREMENT|^\s*`", re.MULTILINE | re.IGNORECASE)
"""MySQL indexes foreign keys by itself."""


def offer(ctx: Context) -> Offer | None:
    """Offered on a query that compares columns without an index, and on a table that needs one."""
    wanted, why = _wanted(ctx)
    if wanted is None:
        return None
    here = ctx.query or ctx.table
    return Offer(
        title=f"Add index: {why} `{wanted}`, which has none",
        span=here.span if here is not None else wanted.table.span,
        task=_task(ctx, wanted),
        rewrite=_rewrite(ctx, wanted),
    )


def _wanted(ctx: Context) -> tuple[Wanted | None, str]:
    if (query := ctx.query) is not None:
        code = ctx.source.text.slice(query.span.start, query.span.end)
        if runs := ctx.statement():
            query = replace(query, kind="sql", sql=runs, dialect="postgres")
        return looked_up(query, code, ctx.project.schema), "the query looks up"
    table, orm = ctx.table, ctx.orm
    if table is None or table.origin == "migration" or (orm and orm.indexes_references):
        return None, ""
    if orm is None and MYSQL.search(ctx.source.text.data):
        return None, ""
    known = ctx.project.schema.table(table.name) or table
    columns = unindexed(known)
    return (Wanted(known, columns[:1]) if columns else None), "joins and deletes look up"


def _rewrite(ctx: Context, wanted: Wanted) -> Callable[[], Change | Refused] | None:
    if ctx.orm is not None and ctx.orm.index is not None:
        return partial(ctx.orm.index, ctx.project, wanted.table, wanted.columns)
    if wanted.table.file.endswith(".sql"):
        return partial(create_index, ctx.project, wanted)
    return None


def _task(ctx: Context, wanted: Wanted) -> Task:
    migrations = migrations_in(ctx.project.paths)
    return Task(
        goal=f"Add an index on {wanted} (table in {wanted.table.file}, line {wanted.table.line}),"
        f" for what stands at {ctx.source.path}.",
        rules=(
            *ctx.idiom("models"),
            *ctx.idiom("migrations"),
            "Declare it where the schema is declared, and write the migration that makes it.",
            "Columns compared for equality come first, then one range or the order.",
            "An index that begins like another one makes that one needless: say so, drop nothing.",
            "On a large table it is built without locking writes, where the database can.",
            "Say what the index costs: size, and slower writes.",
        ),
        related=(ctx.source.path, wanted.table.file, *migrations[-2:]),
        wrong=partial(wrong, wanted=wanted),
    )


def wrong(before: Project, after: Project, *, wanted: Wanted) -> tuple[str, ...]:
    """What is not right yet: the index is not there, or names a column that does not exist."""
    table = after.schema.table(wanted.table.name)
    if table is None:
        return (f"The table `{wanted.table.name}` is gone; only add an index.",)
    said = [t for path in compared.changed(before, after) for t in _tables(after, path)]
    unknown = [
        f"The index ({', '.join(index)}) names `{name}`, a column that `{table.name}` lacks."
        for one in said
        if one.name == table.name
        for index in one.indexes
        for name in index
        if table.column(name) is None
    ]
    if unknown:
        return tuple(unknown)
    known = before.schema.table(wanted.table.name)
    fresh = set(table.indexes) - set(known.indexes if known is not None else ())
    first = {name.lower() for name in wanted.columns}
    made = any(index and index[0].lower() in first for index in fresh)
    texts = compared.changed(before, after)
    named = any(re.search(r"\bindex", text, re.IGNORECASE) for text in texts.values())
    if not made and not (named and any(map(is_migration, texts))):
        return (f"There is no index on {wanted} yet.",)
    tool = migrations_in(before.paths)
    if tool and not any(map(is_migration, texts)):
        return ("The project has migrations; write the one that makes the index.",)
    return ()


def _tables(project: Project, path: str) -> tuple[Table, ...]:
    """What one file says of tables, before it is joined with what others say."""
    facts = project.files.get(path)
    return facts.tables if facts is not None else ()


ACTION = Action(
    id="add-index",
    title="Add index",
    offer=offer,
    doc=__doc__ or "",
)
