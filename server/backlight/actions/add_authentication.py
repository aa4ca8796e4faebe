"""Find out who asks before an endpoint answers, in the project's own way.

```python
from fastapi import Depends, FastAPI, HTTPException

app = FastAPI()
orders = {1: {"owner": 7, "total": 12}}


def current_user(token: str):
    if token != "secret":
        raise HTTPException(status_code=401, detail="Not signed in")
    return 7


@app.get("/orders/{order_id}")
def read_order(order_id: int):$0
    return orders[order_id]
```
-> agent writes
```python
from fastapi import Depends, FastAPI, HTTPException

app = FastAPI()
orders = {1: {"owner": 7, "total": 12}}


def current_user(token: str):
    if token != "secret":
        raise HTTPException(status_code=401, detail="Not signed in")
    return 7


@app.get("/orders/{order_id}")
def read_order(order_id: int, user: int = Depends(current_user)):
    if orders[order_id]["owner"] != user:
        raise HTTPException(status_code=403, detail="Not your order")
    return orders[order_id]
```
"""

import re
from collections import Counter
from functools import partial
from itertools import islice

from backlight.action import Action, Context, Offer, Task
from backlight.analysis import compared
from backlight.analysis.facts import Endpoint, Handler, Project
from backlight.analysis.guards import asks_for_all, inherits, is_open, signs_in
from backlight.analysis.places import is_test, matching
from backlight.analysis.served import served

SECRET = re.compile(
    r"(?:secret|password|token|api_?key)\w{0,60}+[\"']?\s*(?::=|[:=])\s*[\"'][^\"'\s{}$]{6,}[\"']",
    re.IGNORECASE,
)
WRITES = frozenset({"POST", "PUT", "PATCH", "DELETE"})
"""What may be open to read is seldom open to write."""
MOST = 200
"""Endpoints that are looked at for the usual guard: the menu does not wait for a large project."""
HOMES = r"(^|/)(auth\w*|security|deps|dependencies|permissions?|guards?)\b[^/]*\.\w+$"
"""Where projects find out who asks."""


def offer(ctx: Context) -> Offer | None:
    """Offered in the handler of an endpoint that asks nobody who they are."""
    handler, endpoint = ctx.handler, ctx.endpoint
    if handler is None or endpoint is None or is_open(endpoint.path):
        return None
    code = ctx.source.text.slice(handler.span.start, handler.span.end)
    if signs_in(code) or any(map(signs_in, (*handler.guards, *endpoint.guards))):
        return None
    data, known = ctx.source.text.data, {finding.action for finding in ctx.nearby}
    apart = endpoint.method in WRITES and _told_apart(ctx.project, ctx.source.path)
    wide = not apart and asks_for_all(data)
    if ACTION.id not in known and (wide or inherits(data, handler.name)):
        return None
    others, guards = _others(ctx.project, endpoint)
    ask = ctx.stack.ask_who if ctx.stack is not None and guards else None
    more = f"; {others} other endpoints ask by `{guards[0]}`" if guards else ""
    return Offer(
        title=f"Add authentication: nothing here asks who may `{compared.route(endpoint)}`{more}",
        span=handler.span,
        task=_task(ctx, handler, endpoint, guards),
        rewrite=partial(ask, ctx.source, handler, ctx.project) if ask is not None else None,
    )


def _told_apart(project: Project, path: str) -> bool:
    """Whether the facts of a file say which of its handlers ask: this one then does not."""
    facts = project.files.get(path)
    handlers = facts.handlers if facts is not None else ()
    return any(signs_in(guard) for one in handlers for guard in one.guards)


def _others(project: Project, endpoint: Endpoint) -> tuple[int, tuple[str, ...]]:
    """How many other endpoints ask who it is, and by what, the most usual first."""
    found: Counter[str] = Counter()
    beside = [e for e in project.endpoints if e.file == endpoint.file]
    rest = (e for e in project.endpoints if e.file != endpoint.file)
    near = [*beside[:MOST], *islice(rest, max(0, MOST - len(beside)))]
    known = {
        (path, handler.name): handler.guards
        for path in dict.fromkeys(other.handler_file or other.file for other in near)
        if (facts := project.files.get(path)) is not None
        for handler in facts.handlers
    }
    guarded = 0
    for other in near:
        own = known.get((other.handler_file or other.file, other.handler), ())
        asks = [guard for guard in (*other.guards, *own) if signs_in(guard)]
        if asks and other != endpoint:
            guarded += 1
            found.update(asks)
    return guarded, tuple(guard for guard, _ in found.most_common(3))


def _task(ctx: Context, handler: Handler, endpoint: Endpoint, guards: tuple[str, ...]) -> Task:
    path = ctx.source.path
    used = f" The project asks by {compared.listed(guards)}; use that." if guards else ""
    return Task(
        goal=f"Let `{compared.route(endpoint)}` (handler `{handler.name}` in {path}, line"
        f" {handler.line}) answer only to who is signed in and may do this.{used}",
        rules=(
            *ctx.idiom("guards"),
            (
                "Use the authentication that the project has; only where it has none, write the"
                " least that is safe, and say so in the summary."
            ),
            (
                "Answer 401 to who is not known and 403 to who may not; look at the object, too:"
                " rows of somebody else are not shown."
            ),
            (
                "Secrets and keys come from settings, never from the code; passwords are hashed"
                " with a slow hash; tokens expire; none of them is logged."
            ),
            "Add a test without identity, one without permission, and one that may.",
        ),
        related=(path, *_homes(ctx.project)),
        wrong=partial(wrong, path=path, handler=handler),
    )


def _homes(project: Project) -> tuple[str, ...]:
    """Where the project finds out who asks."""
    known = [path for path in matching(HOMES, project.paths) if not is_test(path)]
    return tuple(sorted(known, key=len)[:3])


def wrong(before: Project, after: Project, *, path: str, handler: Handler) -> tuple[str, ...]:
    """What is not right yet: it is still open to anybody, or a secret stands in the code."""
    if lost := compared.kept(before, after, path, handler):
        return (lost,)
    texts = compared.changed(before, after)
    now = compared.handler_of(after, path, handler.name)
    own = compared.code_of(after, path, now)
    at = served(after, path, handler.name)
    guards = (*(now.guards if now is not None else ()), *(g for e in at for g in e.guards))
    wide = any(asks_for_all(text.encode("utf-8", "replace")) for text in texts.values())
    if not signs_in(own) and not any(map(signs_in, guards)) and not wide:
        return (f"`{handler.name}` still answers to anybody.",)
    return tuple(
        f"A secret stands in {p}; take it from the settings of the environment."
        for p, text in texts.items()
        if not is_test(p) and len(SECRET.findall(text)) > len(SECRET.findall(_before(before, p)))
    )


def _before(project: Project, path: str) -> str:
    source = project.read(path)
    return source.text.source if source is not None else ""


ACTION = Action(
    id="add-authentication",
    title="Add authentication",
    offer=offer,
    doc=__doc__ or "",
)
