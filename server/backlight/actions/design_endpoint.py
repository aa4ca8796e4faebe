'''Design an endpoint: its route, schema, handler, error cases and test, in the project's own ways.

It is designed from a comment that says what it should do, from words, or from a model class: then
create, read, list, change and delete are written at once.

```python
from fastapi import FastAPI

app = FastAPI()
rooms = {1: "blue"}


# PUT /rooms/{number}: rename a room$0
```
-> agent writes
```python
from fastapi import FastAPI, HTTPException
from pydantic import BaseModel, Field

app = FastAPI()
rooms = {1: "blue"}


class RenameRoom(BaseModel):
    name: str = Field(min_length=1, max_length=80)


@app.put("/rooms/{number}")
def rename_room(number: int, payload: RenameRoom):
    """Rename a room."""
    if number not in rooms:
        raise HTTPException(status_code=404, detail="Room not found")
    rooms[number] = payload.name
    return {"number": number, "name": payload.name}
```
'''

import re
from dataclasses import dataclass
from functools import partial

from backlight.action import Action, Context, Offer, Task
from backlight.analysis import compared
from backlight.analysis.facts import Endpoint, Project
from backlight.analysis.places import is_migration, is_test, tests_in
from backlight.analysis.tables import Table

SAID = re.compile(r"\b(GET|POST|PUT|PATCH|DELETE|HEAD|OPTIONS)\s+(/\S*)")
SPECIFICATION = re.compile(rf"^(?:TODO\b[:\s]*)?{SAID.pattern}", re.MULTILINE)
PARAMETER = re.compile(r"\{[^}]*\}|<[^>]*>|(?<=/):\w+")
REFUSES = re.compile(
    r"\b4\d\d\b|_4\d\d_|or_404|not_?found|bad_?request|conflict|forbidden|unprocessable|abort\(",
    re.IGNORECASE,
)
"""How code says that it answers with a 4xx, whatever its framework."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is to be designed, and whether the place says so by itself."""

    title: str
    words: str
    method: str = ""
    path: str = ""
    evident: bool = False
    model: Table | None = None


def offer(ctx: Context) -> Offer | None:
    """Offered at a specification, in a model, and wherever endpoints are written."""
    wanted = _wanted(ctx)
    if wanted is None:
        return None
    create, rewrite = ctx.stack.create_resource if ctx.stack is not None else None, None
    if wanted.model is not None and create is not None:
        rewrite = partial(create, ctx.source, wanted.model, ctx.project)
    return Offer(
        title=f"Design endpoint{wanted.title}",
        span=wanted.model.span if wanted.model is not None and rewrite else ctx.span,
        task=_task(ctx, wanted),
        rewrite=rewrite,
        evident=wanted.evident,
    )


def _wanted(ctx: Context) -> Wanted | None:
    """What was said most plainly: in words, then in the comment, then by the model."""
    if ctx.ask:
        method, path = _specified(SAID, ctx.ask)
        short = ctx.ask if len(ctx.ask) <= 60 else f"{ctx.ask[:60]}…"
        return Wanted(f": {' '.join(short.split())}", ctx.ask, method, path)
    method, path = _specified(SPECIFICATION, ctx.comment)
    if method and not any(_is(e, method, path) for e in ctx.project.endpoints):
        return Wanted(f": `{method} {path}` of this comment", ctx.comment, method, path, True)
    if (table := ctx.table) is not None and table.model and table.origin == "model":
        served = _served(table, ctx.project)
        found = f"`{served.path}` exists" if served else "no route serves it"
        whole = ctx.project.schema.of_model(table.model) or table
        title = f": CRUD for `{table.model}` ({len(whole.columns)} columns, {found})"
        return Wanted(title, f"CRUD for `{table.model}`.", evident=served is None, model=table)
    path = ctx.source.path
    here = ctx.stack is not None and not is_test(path) and not is_migration(path)
    return Wanted("", "What the user asks for.") if here else None


def _specified(pattern: re.Pattern[str], words: str) -> tuple[str, str]:
    found = pattern.search(words)
    return (found[1], found[2].rstrip(":;,.!?`'\"")) if found else ("", "")


def _served(table: Table, project: Project) -> Endpoint | None:
    """An endpoint whose path speaks of the model already, else one whose view does."""
    model = re.sub(r"(?<!^)(?=[A-Z])", "_", table.model.removesuffix("Entity")).lower()
    known = {form for name in (model, table.name.lower()) if name for form in _forms(name)}
    names = {name.replace("_", by) for name in known for by in "_-"}
    by_path = (e for e in project.endpoints if names & set(e.path.lower().split("/")))
    return next(by_path, None) or next(
        (e for e in project.endpoints if e.model == table.model), None
    )


def _forms(name: str) -> tuple[str, ...]:
    return name, f"{name}s", f"{name[:-1]}ies"


def _task(ctx: Context, wanted: Wanted) -> Task:
    """The same work in words, for the agent, and the judge of whoever does it."""
    where = f"{ctx.source.path}, line {ctx.source.text.line_of(ctx.span.start) + 1}"
    return Task(
        goal=f"Design and write the endpoint that is asked for at {where}:\n{wanted.words}",
        rules=(
            "Follow the project: its layout, names, authentication, sessions and answers.",
            "Write the route, the schemas, the handler and its queries.",
            "Answer every error case with its own 4xx status.",
            "Use the models and columns that exist; if one is missing, add it with its migration.",
            "Write tests of the success and of every error, where the project keeps its tests.",
            "A comment that was the specification becomes the handler's documentation.",
        ),
        related=(ctx.source.path, *_related(ctx)),
        wrong=partial(wrong, wanted=wanted),
    )


def _related(ctx: Context) -> tuple[str, ...]:
    """Where the nearest endpoints are written, where the models are, and one test."""
    folder = ctx.source.path.rpartition("/")[0]
    routes = dict.fromkeys(e.file for e in ctx.project.endpoints)
    near = sorted(routes, key=lambda path: path.rpartition("/")[0] != folder)[:2]
    models = list(dict.fromkeys(t.file for t in ctx.project.schema.tables))[:2]
    tests = tests_in(ctx.project.paths)[:1]
    return tuple(p for p in dict.fromkeys((*near, *models, *tests)) if p != ctx.source.path)


def wrong(before: Project, after: Project, *, wanted: Wanted) -> tuple[str, ...]:
    """What is not right yet: no new endpoint, no schema, no error case, no test."""
    new = list(compared.new_endpoints(before, after))
    if wanted.method:
        new = [e for e in new if _is(e, wanted.method, wanted.path)]
    if not new:
        name = f"`{wanted.method} {wanted.path}`" if wanted.method else "The new endpoint"
        return (f"{name} is not served yet: no route leads to it.",)
    problems = [found for e in new if (found := _loose(after, e))]
    changed = compared.changed(before, after)
    if not any(REFUSES.search(text) for text in changed.values()):
        problems.append("No error case is written: say what is answered with a 4xx status.")
    if tests_in(before.paths) and not any(map(is_test, changed)):
        problems.append("No test is written; the project has tests, add one beside them.")
    return tuple(dict.fromkeys(problems))


def _loose(project: Project, endpoint: Endpoint) -> str:
    """That an endpoint takes a body which nothing checks."""
    facts = project.files.get(endpoint.file)
    handlers = facts.handlers if facts is not None else ()
    handler = next((h for h in handlers if h.line == endpoint.line), None)
    if endpoint.method not in ("POST", "PUT", "PATCH") or handler is None:
        return ""
    if handler.validated or endpoint.checked:
        return ""
    if handler.body or any(i.place in ("body", "form") for i in handler.inputs):
        return f"`{endpoint.method} {endpoint.path}` takes a body without a schema; declare it."
    return ""


def _is(endpoint: Endpoint, method: str, path: str) -> bool:
    """Whether an endpoint is the one meant; a specification may leave a prefix out."""
    meant, real = (PARAMETER.sub("{}", p).rstrip("/") for p in (path, endpoint.path))
    same = real == meant or (meant != "" and real.endswith(meant))
    return same and endpoint.method in (method, "ANY")


ACTION = Action(
    id="design-endpoint",
    title="Design endpoint",
    offer=offer,
    adds_endpoints=True,
    asks="Which endpoint? For example: POST /orders: create an order for the signed-in user",
    doc=__doc__ or "",
)
