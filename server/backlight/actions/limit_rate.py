"""Limit how often one client may ask for what is expensive, or worth guessing.

```python
from fastapi import FastAPI, Request
from slowapi import Limiter
from slowapi.util import get_remote_address

app = FastAPI()
limiter = Limiter(key_func=get_remote_address)
app.state.limiter = limiter


@app.post("/login")
def login(request: Request, name: str, password: str):$0
    return {"token": sign_in(name, password)}
```
->
```python
from fastapi import FastAPI, Request
from slowapi import Limiter
from slowapi.util import get_remote_address

app = FastAPI()
limiter = Limiter(key_func=get_remote_address)
app.state.limiter = limiter


@app.post("/login")
@limiter.limit("5/minute")
def login(request: Request, name: str, password: str):
    return {"token": sign_in(name, password)}
```
"""

import re
from functools import partial

from backlight.action import Action, Context, Offer, Task
from backlight.analysis import compared
from backlight.analysis.facts import Endpoint, Handler, Project
from backlight.analysis.guards import limited, limits_class
from backlight.analysis.places import matching
from backlight.analysis.served import served

GUESSED = re.compile(
    r"log-?_?in|sign-?_?in|token|password|reset|forgot|otp|2fa|mfa|verify|pin\b|coupon|voucher"
    r"|invite|register|sign-?_?up",
    re.IGNORECASE,
)
COSTLY = re.compile(
    r"search|export|report|upload|import|download|generate|render|convert|send|e-?mail|sms|notify"
    r"|webhook|checkout|payment",
    re.IGNORECASE,
)
LIMITERS = (b"imiter", b"rateLimit")
"""Words by which a file shows that it has a limiter."""


def offer(ctx: Context) -> Offer | None:
    """Offered where guessing pays or one request costs much, and nothing counts requests."""
    handler, endpoint, stack = ctx.handler, ctx.endpoint, ctx.stack
    if handler is None or endpoint is None:
        return None
    why = _why(endpoint)
    code = ctx.source.text.slice(handler.span.start, handler.span.end)
    guards = (*handler.guards, *endpoint.guards)
    if not why or limited(code) or any(map(limited, guards)):
        return None
    if limits_class(ctx.source.text.data, handler.name):
        return None
    knows = any(word in ctx.source.text.data for word in LIMITERS)
    able = stack is not None and (knows or stack.limits_apart)
    restrain = stack.restrain if stack is not None and able else None
    return Offer(
        title=f"Limit rate: `{compared.route(endpoint)}` {why} without a limit",
        span=handler.span,
        task=_task(ctx, handler, endpoint),
        rewrite=partial(restrain, ctx.source, handler, ctx.project)
        if restrain is not None
        else None,
    )


def _why(endpoint: Endpoint) -> str:
    """Why requests should be counted: by the words of the path, and by the method."""
    if endpoint.method in {"POST", "PUT", "PATCH", "ANY"} and GUESSED.search(endpoint.path):
        return "can be guessed at"
    if COSTLY.search(endpoint.path):
        return "does costly work"
    return ""


def _task(ctx: Context, handler: Handler, endpoint: Endpoint) -> Task:
    path = ctx.source.path
    return Task(
        goal=f"Limit how often one client may ask for `{compared.route(endpoint)}` (handler"
        f" `{handler.name}` in {path}, line {handler.line}).",
        rules=(
            *ctx.idiom("limits"),
            "Use the limiter that the project has; add one only where it has none, and say so.",
            (
                "Count by user where one is known, else by address as the proxy in front reports"
                " it;"
                " what is guessed at is counted by account as well."
            ),
            "Counts stand in a store that all processes share.",
            "Answer 429 with `Retry-After`, in the project's shape of error; write a test of it.",
        ),
        related=(path, *_limiters(ctx.project)),
        wrong=partial(wrong, path=path, handler=handler),
    )


def _limiters(project: Project) -> tuple[str, ...]:
    return matching(r"(?i)(limiter|throttl|rate_?limit)[^/]*$", project.paths)[:2]


def wrong(before: Project, after: Project, *, path: str, handler: Handler) -> tuple[str, ...]:
    """What is not right yet: nothing counts the requests of this endpoint."""
    if lost := compared.kept(before, after, path, handler):
        return (lost,)
    now = compared.handler_of(after, path, handler.name)
    at = served(after, path, handler.name)
    guards = (*(now.guards if now is not None else ()), *(g for e in at for g in e.guards))
    if limited(compared.code_of(after, path, now)) or any(map(limited, guards)):
        return ()
    source = after.read(path)
    if source is not None and limits_class(source.text.data, handler.name):
        return ()
    routed = (compared.changed(before, after).get(e.route_file, "") for e in at)
    if any(map(limited, routed)):
        return ()
    return (f"Nothing limits how often `{handler.name}` may be asked for.",)


ACTION = Action(
    id="limit-rate",
    title="Limit rate",
    offer=offer,
    doc=__doc__ or "",
)
