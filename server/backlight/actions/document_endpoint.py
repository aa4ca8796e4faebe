"""Write down what an endpoint takes, answers and refuses, where its clients look.

```python
from fastapi import FastAPI, HTTPException

app = FastAPI()
rooms = {1: "blue"}


@app.get("/rooms/{number}")
def read_room(number: int):$0
    if number not in rooms:
        raise HTTPException(status_code=404, detail="Room not found")
    return rooms[number]
```
->
```python
from fastapi import FastAPI, HTTPException

app = FastAPI()
rooms = {1: "blue"}


@app.get("/rooms/{number}", responses={404: {"description": "Room not found"}})
def read_room(number: int):
    if number not in rooms:
        raise HTTPException(status_code=404, detail="Room not found")
    return rooms[number]
```
"""

import re
from functools import partial

from backlight.action import Action, Context, Offer, Task
from backlight.analysis import compared
from backlight.analysis.documented import (
    APART,
    docstring,
    documentation,
    function_of,
    in_blocks,
    refusals,
)
from backlight.analysis.facts import Handler, Project
from backlight.analysis.places import matching
from backlight.analysis.syntax import field, text_of

COMMENT = re.compile(r"/\*[\s\S]*?(?:\*/|\Z)|(?<!:)//[^\n]*|^[ \t]*#[^\n]*", re.MULTILINE)


def offer(ctx: Context) -> Offer | None:
    """Offered in the handler of an endpoint that nothing describes."""
    handler, endpoint, stack = ctx.handler, ctx.endpoint, ctx.stack
    if handler is None or endpoint is None or documentation(ctx.source, handler):
        return None
    here = endpoint.route_file == ctx.source.path
    if here and in_blocks(ctx.source.text.source, endpoint):
        return None
    nothing = "nothing" if here else "nothing here"
    write = stack.document if stack is not None else None
    return Offer(
        title=f"Document endpoint: {nothing} describes `{compared.route(endpoint)}`",
        span=handler.span,
        task=_task(ctx, handler, compared.route(endpoint)),
        rewrite=partial(write, ctx.source, handler, ctx.project) if write is not None else None,
    )


def _task(ctx: Context, handler: Handler, route: str) -> Task:
    path = ctx.source.path
    return Task(
        goal=f"Document `{route}`, the handler `{handler.name}` in {path} (line {handler.line}):"
        " what it is for, what it takes, what it answers, and every refusal with its status.",
        rules=(
            *ctx.idiom("documents"),
            "Say what the code does, not what it should do; change no behaviour.",
            "Name every status it refuses with, and when.",
            "If the project keeps an OpenAPI, GraphQL or proto file by hand, write it there too.",
            "A comment in the code says why, and only where the code is hard to follow.",
        ),
        related=(path, *_described(ctx.project)),
        wrong=partial(wrong, path=path, handler=handler),
    )


def _described(project: Project) -> tuple[str, ...]:
    """Where the API is described by hand."""
    known = r"(^|/)(openapi|swagger|schema|api)[\w.-]*\.(ya?ml|json|graphql|proto)$"
    return matching(known, project.paths)[:2]


def wrong(before: Project, after: Project, *, path: str, handler: Handler) -> tuple[str, ...]:
    """What is not right yet: nothing is described, a refusal is left out, or code changed."""
    if lost := compared.kept(before, after, path, handler):
        return (lost,)
    now = compared.handler_of(after, path, handler.name)
    source = after.read(path)
    if now is None or source is None:
        return ()
    texts = compared.changed(before, after)
    elsewhere = "\n".join(text for p, text in texts.items() if p in _described(after))
    said = documentation(source, now) + elsewhere
    if not said:
        return (f"Nothing describes `{handler.name}` yet.",)
    if _body(before, path, handler.name) != _body(after, path, handler.name):
        return (f"The code of `{handler.name}` changed; describe it, and change nothing else.",)
    code = compared.code_of(after, path, now)
    missed = [status for status in refusals(code) if status not in said]
    return tuple(f"`{handler.name}` refuses with {one}; say so." for one in missed)


def _body(project: Project, path: str, name: str) -> str:
    """What a handler does, without what is said of it and without white space."""
    source, handler = project.read(path), compared.handler_of(project, path, name)
    if source is None or handler is None:
        return ""
    function = function_of(source, handler)
    code = compared.code_of(project, path, handler)
    if function is not None:
        text, body = docstring(function), field(function, "body")
        code = text_of(body) if body is not None else code
        code = code.replace(text_of(text), "", 1) if text is not None else code
    return "".join(COMMENT.sub("", APART.sub("", code)).split())


ACTION = Action(
    id="document-endpoint",
    title="Document endpoint",
    offer=offer,
    doc=__doc__ or "",
)
