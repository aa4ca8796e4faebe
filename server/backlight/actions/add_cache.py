"""Keep what is expensive to work out, with a key, a lifetime, and a way to throw it away.

```python
from fastapi import Depends, FastAPI
from redis import Redis
from sqlalchemy import text

from db import get_db, get_redis

app = FastAPI()


@app.get("/stats")
def stats(db=Depends(get_db), redis: Redis = Depends(get_redis)):$0
    row = db.execute(text("SELECT count(*), sum(total) FROM orders")).one()
    return {"orders": row[0], "total": row[1]}
```
-> agent writes
```python
import json

from fastapi import Depends, FastAPI
from redis import Redis
from sqlalchemy import text

from db import get_db, get_redis

app = FastAPI()
STATS_KEY, STATS_SECONDS = "stats:orders", 60


@app.get("/stats")
def stats(db=Depends(get_db), redis: Redis = Depends(get_redis)):
    if (known := redis.get(STATS_KEY)) is not None:
        return json.loads(known)
    row = db.execute(text("SELECT count(*), sum(total) FROM orders")).one()
    found = {"orders": row[0], "total": row[1]}
    redis.set(STATS_KEY, json.dumps(found), ex=STATS_SECONDS)
    return found
```
"""

import re
from functools import partial

from backlight.action import Action, Context, Offer, Task
from backlight.analysis import compared
from backlight.analysis.answered_once import answered_once
from backlight.analysis.facts import Handler, Project
from backlight.analysis.guards import signs_in
from backlight.analysis.places import matching
from backlight.analysis.syntax import Source, Span, ancestors, field, node_at, span_of

CACHED = re.compile(
    r"cache|memcache|etag|max-age|memoi[sz]e|redis\w{0,40}\.(?:h?get|set|setex|mget)\(",
    re.IGNORECASE,
)
LIFETIME = re.compile(
    r"ttl|timeout|expir|max_?-?age|lifetime|cache_page\(|CacheTTL|\bex\s*=|\bEX\b|setex|pexpire|second|minute|\bhours?\b",
    re.IGNORECASE,
)
CLASSES = ("class_declaration", "class_definition")
AROUND = ("decorated_definition", "export_statement")
"""What a class and its decorators stand in, in Python and in TypeScript."""
OWN = re.compile(
    r"user|account|tenant|principal|identity|session|vary|private|_id\b", re.IGNORECASE
)


def offer(ctx: Context) -> Offer | None:
    """Offered in a handler that answers GET from a database each time, and changes nothing.

    What is answered once, as a token or a way to sign in, nobody keeps.
    """
    handler, endpoint = ctx.handler, ctx.endpoint
    if handler is None or endpoint is None or endpoint.method not in {"GET", "ANY"}:
        return None
    if answered_once(endpoint.path, endpoint.handler):
        return None
    reads = [query for query in ctx.queries if query.returns not in {"write", "unknown"}]
    code = ctx.source.text.slice(handler.span.start, handler.span.end)
    if not reads or len(reads) < len(ctx.queries):
        return None
    if CACHED.search(code) or CACHED.search(_head_of_class(ctx.source, handler)):
        return None
    kept = ctx.stack is not None and b"ache" in ctx.source.text.data  # no pattern: files are long
    keep = ctx.stack.keep if ctx.stack is not None and kept else None
    many = "a query" if len(reads) == 1 else f"{len(reads)} queries"
    return Offer(
        title=f"Add cache: `{compared.route(endpoint)}` runs {many} each time",
        span=handler.span,
        task=_task(ctx, handler, compared.route(endpoint)),
        rewrite=partial(keep, ctx.source, handler, ctx.project) if keep is not None else None,
    )


def _head_of_class(source: Source, handler: Handler) -> str:
    """What stands above the body of the class that a method is in: `@Cacheable`, bases."""
    start = handler.span.start
    above = [] if source.tree is None else [*ancestors(node_at(source, Span(start, start)))]
    at = next((n for n, node in enumerate(above) if node.type in CLASSES), None)
    body = field(above[at], "body") if at is not None else None
    if at is None or body is None:
        return ""
    outer = above[at + 1 : at + 2]
    whole = next((node for node in outer if node.type in AROUND), above[at])
    return source.text.slice(span_of(whole).start, span_of(body).start)


def _task(ctx: Context, handler: Handler, route: str) -> Task:
    path = ctx.source.path
    stores = matching(r"(^|/)(cache|redis)\w*\.\w+$", ctx.project.paths)
    return Task(
        goal=f"Cache what `{route}` answers (handler `{handler.name}` in {path}, line"
        f" {handler.line}).",
        rules=(
            *ctx.idiom("caches"),
            "Use the store and the client that the project has; add none if it has one.",
            (
                "The key holds all that the answer depends on: parameters, language, and who asks"
                " where the answer is theirs."
            ),
            "Each entry has a lifetime, and the writes that make it stale delete it.",
            "If the store is down the request is answered from the database.",
            "Say what you expect to gain, and how stale an answer may be.",
        ),
        related=(path, *stores[:2]),
        wrong=partial(wrong, path=path, handler=handler),
    )


def wrong(before: Project, after: Project, *, path: str, handler: Handler) -> tuple[str, ...]:
    """What is not right yet: nothing is kept, for ever, or for everybody alike."""
    if lost := compared.kept(before, after, path, handler):
        return (lost,)
    texts = "\n".join(compared.changed(before, after).values())
    code = compared.code_of(after, path, compared.handler_of(after, path, handler.name))
    if not CACHED.search(code) and not CACHED.search(texts):
        return (f"`{handler.name}` still asks the database each time.",)
    if not LIFETIME.search(texts):
        return ("What is kept has no lifetime; give each entry one.",)
    if any(map(signs_in, handler.guards)) and not OWN.search(_keys(texts)):
        return (f"`{handler.name}` answers one user; put who asks into the key.",)
    return ()


def _keys(text: str) -> str:
    """The lines that say what the key is."""
    return "\n".join(
        line for line in text.split("\n") if re.search(r"key|cache", line, re.IGNORECASE)
    )


ACTION = Action(
    id="add-cache",
    title="Add cache",
    offer=offer,
    doc=__doc__ or "",
)
