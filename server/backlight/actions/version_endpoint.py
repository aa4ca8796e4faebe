"""Give an endpoint a new version beside the old one, which works until its clients are gone.

```python
from fastapi import APIRouter, FastAPI

app = FastAPI()
v1 = APIRouter(prefix="/v1")


@v1.get("/users/{user_id}")
def read_user(user_id: int):$0
    return {"name": "Ada Lovelace"}


app.include_router(v1)
```
-> agent writes
```python
from fastapi import APIRouter, FastAPI

app = FastAPI()
v1 = APIRouter(prefix="/v1")
v2 = APIRouter(prefix="/v2")


@v1.get("/users/{user_id}", deprecated=True)
def read_user(user_id: int):
    return {"name": "Ada Lovelace"}


@v2.get("/users/{user_id}")
def read_user_v2(user_id: int):
    return {"first_name": "Ada", "last_name": "Lovelace"}


app.include_router(v1)
app.include_router(v2)
```
"""

import re
from functools import partial

from backlight.action import Action, Context, Offer, Task
from backlight.analysis import compared
from backlight.analysis.answers_data import answers_data, shows_page
from backlight.analysis.facts import Endpoint, Handler, Project

VERSION = re.compile(r"(?<=/)v(\d+)(?=/|$)")
ELSEWHERE = re.compile(
    r"accept-version|api-version|x-version|version(?:ing|ed)_?class|request\.version", re.IGNORECASE
)
"""Signs that a project tells versions apart by a header or a media type."""


def offer(ctx: Context) -> Offer | None:
    """Offered in the handler of an endpoint whose newest version it is, if programs ask it."""
    endpoint = ctx.endpoint
    if ctx.handler is None or endpoint is None:
        return None
    number, every = _version(endpoint), ctx.project.endpoints
    following = VERSION.sub(f"v{number + 1}", endpoint.path)
    if number and any((e.method, e.path) == (endpoint.method, following) for e in every):
        return None
    said, begin = compared.route(endpoint), ctx.stack.version if ctx.stack is not None else None
    newest = 0 if number else max((_version(e) for e in every if "/v" in e.path), default=0)
    if not number and not _is_asked_by_programs(ctx, endpoint, ctx.handler, newest):
        return None
    others = f"; others are at v{newest}" if newest else ""
    title = f"`{said}` has no version{others}" if not number else f"`{following}` beside `{said}`"
    return Offer(
        title=f"Version endpoint: {title}",
        span=ctx.handler.span,
        task=_task(ctx, endpoint, following if number else ""),
        rewrite=partial(begin, ctx.source, ctx.handler, ctx.project) if number and begin else None,
    )


def _is_asked_by_programs(ctx: Context, endpoint: Endpoint, handler: Handler, newest: int) -> bool:
    """Whether it answers with data; where others have versions, what shows no page does."""
    code = ctx.source.text.slice(handler.span.start, handler.span.end)
    if newest and not shows_page(code):
        return True
    return answers_data(endpoint, code, ctx.source.text.data)


def _version(endpoint: Endpoint) -> int:
    hit = VERSION.search(endpoint.path)
    return int(hit[1]) if hit else 0


def _task(ctx: Context, endpoint: Endpoint, following: str) -> Task:
    said, path = compared.route(endpoint), ctx.source.path
    where = f" at `{following}`" if following else ""
    return Task(
        goal=f"Give `{said}` (handler `{endpoint.handler}` in {path}) a new version{where} beside"
        " the present one. What the new version changes is what the user asks for; if nothing is"
        " said, ask, and by default it begins as the same.",
        rules=(
            *ctx.idiom("versions"),
            "Every route of before goes on as it is: same path, same answer.",
            "Tell versions apart the way the project does; by the path where it has no way yet.",
            "What both versions share stands in one place; only what differs is written twice.",
            "Mark the old version as deprecated, and say what changed where versions are noted.",
            "Write a test of the new version, and one that the old one answers as before.",
        ),
        related=(path, *dict.fromkeys((endpoint.route_file, *_versioned(ctx.project)))),
        wrong=partial(wrong, endpoint=endpoint),
    )


def _versioned(project: Project) -> tuple[str, ...]:
    told = (e for e in project.endpoints if "/v" in e.path and _version(e))
    return tuple(dict.fromkeys(e.route_file for e in told))[:3]


def wrong(before: Project, after: Project, *, endpoint: Endpoint) -> tuple[str, ...]:
    """What is not right yet: the old version is gone, or there is no new one."""
    served = {compared.route(e) for e in after.endpoints}
    lost = [compared.route(e) for e in before.endpoints if compared.route(e) not in served]
    if lost:
        names = compared.listed(lost[:3])
        are = "is" if len(lost) == 1 else "are"
        return (f"{names} {are} no longer served; the old version must go on.",)
    plain = _plain(endpoint.path)
    fresh = [
        e
        for e in compared.new_endpoints(before, after)
        if e.method == endpoint.method and _plain(e.path) == plain
    ]
    if any(_version(e) > _version(endpoint) for e in fresh):
        return ()
    texts = "\n".join(compared.changed(before, after).values())
    if not fresh and ELSEWHERE.search(texts):
        return ()
    return (f"No new version of `{compared.route(endpoint)}` is served yet.",)


def _plain(path: str) -> str:
    """A path without its version, and without names of parameters."""
    return re.sub(r"\{[^}]*\}", "{}", re.sub(r"/v\d+(?=/|$)", "", path)).removeprefix("/api")


ACTION = Action(
    id="version-endpoint",
    title="Version endpoint",
    offer=offer,
    adds_endpoints=True,
    doc=__doc__ or "",
)
