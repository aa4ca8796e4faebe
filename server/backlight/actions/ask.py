"""Ask the backend developer for anything: a change in your own words, or an answer.

What is wanted is said when the editor asks for it, or in a comment at the cursor.
The answer can be a change, or words alone.

```python
from fastapi import FastAPI

app = FastAPI()


# backend: answer with the number of rooms as well$0
@app.get("/rooms")
def list_rooms():
    return {"rooms": ["blue", "red"]}
```
-> agent writes
```python
from fastapi import FastAPI

app = FastAPI()


@app.get("/rooms")
def list_rooms():
    rooms = ["blue", "red"]
    return {"rooms": rooms, "count": len(rooms)}
```
"""

import re

from backlight.action import Action, Context, Offer, Task
from backlight.analysis.served import endpoints_in, routed

CALLED = re.compile(
    r"^(?:ask|backend|backlight)\s*[:,]\s*(?!ignore)(\S.*)", re.IGNORECASE | re.DOTALL
)
"""A comment that speaks to the backend developer."""
CLASS = re.compile(rb"\s*(?:(?:export|default|abstract|public|final) ){0,4}class\s")
"""A line that begins a class: in a file of handlers, that of a controller."""
SHORT = 60


def offer(ctx: Context) -> Offer | None:
    """Offered on a selection, at a comment, and wherever a fact of the backend is known."""
    hit = CALLED.match(ctx.comment)
    found = [finding.message for finding in ctx.findings if finding.action == ACTION.id]
    said = hit[1].strip() if hit else ctx.comment.strip() or " ".join(found[:1])
    wish = ctx.ask.strip() or said
    selected = ctx.span.start < ctx.span.end
    known = ctx.handler or ctx.query or ctx.table or ctx.outgoing or found or _serves(ctx)
    backend = ctx.stack is not None or ctx.source.language == "sql" or known
    if not (wish or selected or known) or not backend:
        return None
    first = " ".join(wish.split())
    shown = f": {first[:SHORT]}{'…' if len(first) > SHORT else ''}" if wish else "…"
    return Offer(
        title=f"Ask the backend developer{shown}",
        span=ctx.span,
        task=_task(ctx, wish),
        evident=hit is not None,
        said=bool(wish),
    )


def _serves(ctx: Context) -> bool:
    """Whether the line of the cursor registers a route, or begins a class of handlers."""
    text, path = ctx.source.text, ctx.source.path
    at = text.line_of(ctx.span.start)
    start, end = text.line(at)
    if CLASS.match(text.data, start, end):
        return bool(endpoints_in(ctx.project, path))
    return bool(routed(ctx.project, path, at + 1))


def _task(ctx: Context, wish: str) -> Task:
    text, path = ctx.source.text, ctx.source.path
    first, last = text.line_of(ctx.span.start) + 1, text.line_of(ctx.span.end) + 1
    where = f"line {first}" if first == last else f"lines {first} to {last}"
    return Task(
        goal=f"The user asks, about {path}, {where}:\n{wish or 'Look at this place.'}",
        rules=(
            (
                "If a question is asked, answer it in the summary and change nothing; show what"
                " speaks for the answer: files, lines, figures."
            ),
            "If a change is asked for, make it, whole: code, tests, migration, documentation.",
            (
                "If an architecture decision is asked for, name two or three ways, what each"
                " costs now and later, and which you would take here."
            ),
            "A comment that was the question goes away once a change has answered it.",
        ),
        related=(path,),
        answers=True,
    )


ACTION = Action(
    id="ask",
    title="Ask the backend developer",
    offer=offer,
    adds_endpoints=True,
    asks="What should the backend developer do here, or what would you like to know?",
    doc=__doc__ or "",
)
