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

from backlight.action import Action, Advised, Context, Offer, Task
from backlight.analysis import compared
from backlight.analysis.facts import Project
from backlight.analysis.index_keys import IndexKeys
from backlight.analysis.places import is_migration, migrations_in
from backlight.analysis.tables import Table
from backlight.edits import Change, Refused
from backlight.sql import indexed, new_index
from backlight.sql.create_index import create_index
from backlight.sql.wanted import Wanted, unindexed
from backlight.sql.wanted import wanted as looked_up
from backlight.sql.wished import wished

MYSQL = re.compile(rb"ENGINE\s*=|AUTO_INCREMENT|^[ \t]*`", re.MULTILINE | re.IGNORECASE)
"""MySQL indexes foreign keys by itself."""
WORD = re.compile(r"\w+")
FROM = re.compile(r"\bfrom\b", re.IGNORECASE)


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
        advised=_advised(ctx),
    )


def _wanted(ctx: Context) -> tuple[Wanted | None, str]:
    if (query := ctx.query) is not None:
        code = ctx.source.text.slice(query.span.start, query.span.end)
        if runs := ctx.statement():
            query = replace(query, kind="sql", sql=runs, dialect="postgres")
        found = looked_up(query, code, ctx.project.schema, sure=False)
        if found is None and ctx.project.dialect in {"", "postgres"}:
            found = wished(query, ctx.project.schema)
        return found, "the query looks up"
    table, orm = ctx.table, ctx.orm
    if table is None or table.origin == "migration" or (orm and orm.indexes_references):
        return None, ""
    if orm is None and MYSQL.search(ctx.source.text.data):
        return None, ""
    known = ctx.project.schema.table(table.name) or table
    columns = unindexed(known)
    return (Wanted(known, columns[:1]) if columns else None), "joins and deletes look up"


def _rewrite(ctx: Context, wanted: Wanted) -> Callable[[], Change | Refused] | None:
    """What was judged by the text of the query and the schema alone."""
    if _speaks(ctx, wanted.table):
        return partial(_keyed, ctx, wanted.table, wanted.keys)
    return None


def _speaks(ctx: Context, table: Table) -> bool:
    """Whether an index of a table can be written down without a model."""
    return _mapper(ctx, table) is not None or table.file.endswith(".sql")


def _keyed(ctx: Context, table: Table, keys: IndexKeys) -> Change | Refused:
    """The index in the words of whatever makes the table."""
    write = _mapper(ctx, table)
    return (write or create_index)(ctx.project, table, keys)


def _mapper(
    ctx: Context, table: Table
) -> Callable[[Project, Table, IndexKeys], Change | Refused] | None:
    """What writes an index: of the mapper that asks, or of the one that has the model."""
    if ctx.orm is not None and ctx.orm.index is not None:
        return ctx.orm.index
    mine = (orm.index for orm in ctx.orms if orm.name == table.mapper and table.model)
    return next(filter(None, mine), None)


def _advised(ctx: Context) -> Advised | None:
    """What a planner is asked: of a statement of SQL, or of one that a chain certainly runs."""
    query = ctx.query
    sql = ctx.statement() or (query.sql if query is not None and query.kind == "sql" else "")
    if query is None or not sql or any(hole.kind not in {"value", "list"} for hole in query.holes):
        return None
    dialect = query.dialect or ctx.project.dialect or "postgres"
    return Advised(sql, dialect, partial(_by_statement, ctx))


def _by_statement(ctx: Context, statement: str) -> Change | Refused:
    """The index that a statement makes, in the project's own tool."""
    made = new_index.read(statement)
    table = ctx.project.schema.table(made.table) if made is not None else None
    if made is None or table is None or not _speaks(ctx, table):
        said = new_index.said(statement, ctx.project.schema)
        return Refused(f"The index to add is {said}.")
    written = _keyed(ctx, table, made.keys)
    if isinstance(written, Change):
        return written
    return Refused(f"{written.reason} It is {new_index.said(statement, ctx.project.schema)}.")


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
        wrong=partial(wrong, wanted=wanted, said=_names(ctx)),
    )


def _names(ctx: Context) -> frozenset[str]:
    """Every word behind what the query answers with: an index of any may be what serves it."""
    if ctx.query is None:
        return frozenset()
    code = ctx.source.text.slice(ctx.query.span.start, ctx.query.span.end)
    said = (code, ctx.query.sql, ctx.statement())
    return frozenset(WORD.findall(" ".join(FROM.split(one, 1)[-1] for one in said).lower()))


def wrong(
    before: Project, after: Project, *, wanted: Wanted, said: frozenset[str] = frozenset()
) -> tuple[str, ...]:
    """What is not right yet: the index is not there, or names a column that does not exist."""
    if after.schema.table(wanted.table.name) is None:
        return (f"The table `{wanted.table.name}` is gone; only add an index.",)
    if unknown := indexed.unknown(before, after):
        return unknown
    mine = {c.attribute.lower() for c in wanted.table.columns if c.name in wanted.columns}
    mine |= {name.lower() for name in wanted.columns}
    if not indexed.makes(before, after, mine | (said & indexed.names(after.schema))):
        return (f"There is no index on {wanted} yet.",)
    written = compared.changed(before, after)
    if migrations_in(before.paths) and not any(map(is_migration, written)):
        return ("The project has migrations; write the one that makes the index.",)
    return ()


ACTION = Action(
    id="add-index",
    title="Add index",
    offer=offer,
    doc=__doc__ or "",
)
