"""Take connections from a pool of a known size in place of opening one for each request.

```python
import psycopg


def find_user(user_id):
    with psycopg.connect("dbname=shop") as conn:$0
        return conn.execute("SELECT id, email FROM users WHERE id = %s", (user_id,)).fetchone()
```
-> agent writes
```python
from psycopg_pool import ConnectionPool

pool = ConnectionPool("dbname=shop", min_size=1, max_size=10, timeout=5)


def find_user(user_id):
    with pool.connection() as conn:
        return conn.execute("SELECT id, email FROM users WHERE id = %s", (user_id,)).fetchone()
```
"""

import re
from functools import partial

from backlight.action import Action, Context, Offer, Task
from backlight.actions.pool_bounds import unbounded
from backlight.analysis import compared
from backlight.analysis.facts import Project
from backlight.analysis.places import matching
from backlight.analysis.scopes import Function, function_named

OPENS = re.compile(
    r"\b(?:psycopg2?|pymysql|MySQLdb|asyncpg|aiomysql|oracledb|cx_Oracle|pyodbc|mariadb)\.connect\("
    r"|\bmysql\.connector\.connect\(|\b(?:pymongo\.)?(?:Async)?MongoClient\(|\bMongoClient\.connect\("
    r"|\bcreate_(?:async_)?engine\(|\bredis\.(?:Redis|StrictRedis|from_url)\(|\bRedis\.from_url\("
    r"|\bcreateConnection\(|\bnew (?:pg\.)?(?:Client|Pool)\("
    r"|\bnew (?:PrismaClient|Redis|Sequelize|HikariDataSource)\(|\bDriverManager\.getConnection\("
    r"|\bsql\.Open\(|\bpgx\.Connect\(|\bPG(?:::Connection)?\.(?:connect|new)\(|\bMysql2::Client\.new\("
)
"""Ways to open a connection, or a whole pool, each time a function is called."""
ONCE = re.compile(
    r"^(?:create_app|make_app|init\w*|migrat\w*|setup\w*|start\w*|main|lifespan|connect\w*|bootstrap"
    r"|(?:get|make|create|build|new|open)_?\w{0,40}(?:engine|pool|client|app|db|database|connection)\w*"
    r"|configure\w*|__init__|constructor|upgrade|downgrade|handle|run|register\w*|on\w*(?:start|init)\w*)$",
    re.IGNORECASE,
)
"""Functions that run once for a process, by their names."""


def offer(ctx: Context) -> Offer | None:
    """Offered where a request opens a connection each time, and where a pool has no bound."""
    if (bounds := unbounded(ctx)) is not None:
        return bounds
    around = ctx.handler or ctx.function
    if around is None or (ctx.handler is None and ONCE.match(around.name)):
        return None
    name, part = around.name, around.span
    hit = OPENS.search(ctx.source.text.slice(part.start, part.end))
    if hit is None:
        return None
    pool = ctx.stack.pool if ctx.stack is not None else None
    opened = hit[0].rstrip("(").removeprefix("new ").strip()
    return Offer(
        title=f"Pool connections: `{name}` opens one by `{opened}` each time it is called",
        span=part,
        task=_task(ctx, Function(name, part), opened),
        rewrite=partial(pool, ctx.source, ctx.handler, ctx.project)
        if pool is not None and ctx.handler is not None
        else None,
    )


def _task(ctx: Context, function: Function, opened: str) -> Task:
    path = ctx.source.path
    homes = matching(r"(^|/)(db|database|pool|session)\w*\.\w+$", ctx.project.paths)
    return Task(
        goal=f"Let `{function.name}` in {path} take its connection from a pool; it calls"
        f" `{opened}` each time.",
        rules=(
            *ctx.idiom("pools"),
            "Use the pool or the engine that the project has; make one only where it has none.",
            (
                "The pool has an upper size and a time to wait for a connection; processes times"
                " size"
                " stays below what the database allows."
            ),
            "Every connection goes back, also after an exception; the pool is closed at the end.",
            "Where it comes from (URL, credentials) stays as it is; no secret goes into the code.",
        ),
        related=(path, *[home for home in homes if home != path][:2]),
        wrong=partial(wrong, path=path, name=function.name),
    )


def wrong(before: Project, after: Project, *, path: str, name: str) -> tuple[str, ...]:
    """What is not right yet: the function still opens its own, or the pool has no bound."""
    source = after.read(path)
    function = function_named(source, name) if source is not None else None
    handler = compared.handler_of(after, path, name)
    body = compared.code_of(after, path, handler)
    if source is not None and function is not None:
        body = source.text.slice(function.span.start, function.span.end)
    if not body:
        return (f"`{name}` is gone from {path}; keep it.",)
    if hit := OPENS.search(body):
        return (f"`{name}` still opens a connection by `{hit[0].rstrip('(')}`.",)
    texts = "\n".join(compared.changed(before, after).values())
    made = re.search(r"[pP]ool\w*\(", texts)
    bound = re.search(r"max|size|limit|Setting|MaxOpen", texts, re.IGNORECASE)
    return () if not made or bound else ("The pool has no upper size; give it one.",)


ACTION = Action(
    id="pool-connections",
    title="Pool connections",
    offer=offer,
    doc=__doc__ or "",
)
