"""Declare what a handler reads from its request, and refuse what does not fit.

The fields are those that the handler reads, their types come from how it uses them. What does not
fit is refused with a 4xx answer that names the field.

```python
from fastapi import FastAPI

app = FastAPI()


@app.post("/users")
def create_user(payload: dict):$0
    age = int(payload["age"])
    return {"email": payload["email"], "age": age}
```
->
```python
from fastapi import FastAPI
from pydantic import BaseModel

app = FastAPI()


class CreateUserRequest(BaseModel):
    age: int
    email: str


@app.post("/users")
def create_user(payload: CreateUserRequest):
    age = payload.age
    return {"email": payload.email, "age": age}
```
"""

import re
from functools import partial

from backlight.action import Action, Context, Offer, Task
from backlight.analysis.compared import code_of, handler_of, kept, listed
from backlight.analysis.declarations import declaration
from backlight.analysis.facts import Endpoint, Handler, Project
from backlight.analysis.places import matching

UNCHECKED = ("body", "form", "query")
"""Places whose values come as the client sent them; the router has matched those of the path."""
HOMES = r"(^|/)(schemas?|serializers?|forms?|dtos?|validators?|validations?|models?)\b.*\.\w+$"
"""Where projects keep what they declare of requests."""


def offer(ctx: Context) -> Offer | None:
    """Offered in a handler that reads its body, form or query, and nothing checks it."""
    handler, stack = ctx.handler, ctx.stack
    if handler is None or handler.validated or _described(ctx.endpoint):
        return None
    fields = unchecked(handler)
    if not fields and not handler.body:
        return None
    known = stack is not None and stack.validate is not None and bool(fields)
    if stack is not None and stack.checks_bodies:
        read = {i.place for i in handler.inputs if not i.checked}
        known = known and bool(read & {"body", "form"})
    return Offer(
        title=f"Add validation: `{handler.name}` {evidence(handler, fields)}",
        span=handler.span,
        task=task(ctx, handler, fields),
        rewrite=partial(stack.validate, ctx.source, handler, ctx.project)
        if stack is not None and stack.validate is not None and known
        else None,
        evident=any(finding.action == ACTION.id for finding in ctx.findings),
    )


def _described(endpoint: Endpoint | None) -> bool:
    """Whether a route stands in an API description: the rules of it are checked before the code."""
    return endpoint is not None and endpoint.route_file.endswith((".yaml", ".yml", ".json"))


def unchecked(handler: Handler) -> tuple[str, ...]:
    """The names of the fields that the handler reads and nothing checks, each once."""
    return tuple(
        dict.fromkeys(i.name for i in handler.inputs if i.place in UNCHECKED and not i.checked)
    )


def evidence(handler: Handler, fields: tuple[str, ...]) -> str:
    """What speaks for the action, in a few words."""
    if not fields:
        return f"takes an unchecked body (`{handler.body}`)"
    shown = ", ".join(fields[:2]) + (", …" if len(fields) > 2 else "")
    return f"reads {len(fields)} unchecked field{'s' * (len(fields) > 1)} ({shown})"


def task(ctx: Context, handler: Handler, fields: tuple[str, ...]) -> Task:
    """The same work in words, for the agent, and the judge of whoever does it."""
    named = ", ".join(f"`{field}`" for field in fields) or f"what `{handler.body}` holds"
    return Task(
        goal=f"Validate the request of `{handler.name}` in {ctx.source.path} (line {handler.line})."
        f" Declare a schema of what it reads ({named}) and make the handler use it.",
        rules=(
            "Use the validation library the project has; add no dependency if it has one.",
            "Take the type of a value from its use; only what the handler can miss is optional.",
            "A request that does not fit is answered with a 4xx status that names the field.",
            "The handler keeps its name, its routes and what it answers to a valid request.",
        ),
        related=(ctx.source.path, *_homes(ctx.project, ctx.source.path)),
        wrong=partial(wrong, path=ctx.source.path, handler=handler),
    )


def wrong(before: Project, after: Project, *, path: str, handler: Handler) -> tuple[str, ...]:
    """What is not right yet: the handler is gone or moved, unchecked, or a field is undeclared."""
    lost_it, now = kept(before, after, path, handler), handler_of(after, path, handler.name)
    if lost_it or now is None:
        return (lost_it,)
    fields, code = unchecked(handler), code_of(after, path, now)
    left = [name for name in unchecked(now) if not _by_hand(name, code)]
    if not now.validated and any(name in left for name in fields or left):
        return (f"`{handler.name}` still reads {listed(left)} unchecked.",)
    if not now.validated and now.body and not fields:
        return (f"`{handler.name}` still takes `{now.body}` unchecked.",)
    declared = _declared(after, path, now)
    lost = [name for name in fields if declared is not None and not _says(declared, name)]
    return tuple(
        f"`{handler.name}` read `{name}`, and `{now.validated or now.name}` does not declare it."
        for name in lost
    )


def _by_hand(name: str, code: str) -> bool:
    """Whether a handler looks at the type of a field itself, and answers with 400 or 422."""
    looked = rf"(?:\btypeof\s+|\bis\w*\(\s*)(?:[\w.]+[.\[]['\"]?)?{re.escape(name)}\b"
    return bool(re.search(looked, code) and re.search(r"\b4(?:00|22)\b|BAD_REQUEST", code))


def _homes(project: Project, path: str) -> tuple[str, ...]:
    """The nearest files in which the project declares its requests."""
    folder = path.rpartition("/")[0]
    found = [p for p in matching(HOMES, project.paths) if p != path]
    found = [p for p in found if p.rpartition(".")[2] == path.rpartition(".")[2]]
    return tuple(sorted(found, key=lambda p: (p.rpartition("/")[0] != folder, len(p)))[:4])


def _declared(project: Project, path: str, handler: Handler) -> str | None:
    """What the schema reads; for one declared in place, the handler itself."""
    source = project.read(path)
    if source is None:
        return None
    own = source.text.slice(handler.span.start, handler.span.end)
    if not handler.validated:
        return own
    schema = declaration(handler.validated, project, path)
    return None if schema is None else schema + own


def _says(declared: str, name: str) -> bool:
    return re.search(rf"(?<![\w-]){re.escape(name)}(?![\w-])", declared) is not None


ACTION = Action(
    id="add-validation",
    title="Add validation",
    offer=offer,
    doc=__doc__ or "",
)
