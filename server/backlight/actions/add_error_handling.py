"""Answer what goes wrong with its own status, and tell clients nothing of the inside.

A row that may not be there is answered with 404 at once. The agent gives every other failure its
status in the project's one shape of error, and logs it once, with what was tried.

```python
from fastapi import Depends, FastAPI
from sqlalchemy.orm import Session

from db import User, get_db

app = FastAPI()


@app.get("/users/{user_id}")
def read_user(user_id: int, db: Session = Depends(get_db)):$0
    user = db.query(User).filter(User.id == user_id).first()
    return {"id": user.id, "email": user.email}
```
->
```python
from fastapi import Depends, FastAPI, HTTPException
from sqlalchemy.orm import Session

from db import User, get_db

app = FastAPI()


@app.get("/users/{user_id}")
def read_user(user_id: int, db: Session = Depends(get_db)):
    user = db.query(User).filter(User.id == user_id).first()
    if user is None:
        raise HTTPException(status_code=404, detail="User not found")
    return {"id": user.id, "email": user.email}
```
"""

from collections import Counter
from functools import partial

from backlight.action import Action, Context, Offer, Task
from backlight.analysis import compared
from backlight.analysis.facts import Handler, Project
from backlight.analysis.failures import Failure, failures


def offer(ctx: Context) -> Offer | None:
    """Offered in a handler that forgets a failure, hides one, or tells the client too much."""
    handler, stack = ctx.handler, ctx.stack
    if handler is None:
        return None
    found = failures(ctx.source, handler, ctx.queries)
    if not found:
        return None
    missing = any(failure.kind == "missing" for failure in found)
    refuse = stack.refuse_missing if stack is not None and missing else None
    more = f" (and {len(found) - 1} more)" if len(found) > 1 else ""
    return Offer(
        title=f"Add error handling: `{handler.name}` {found[0].said}{more}",
        span=handler.span,
        task=_task(ctx, handler, found),
        rewrite=partial(refuse, ctx.source, handler, ctx.project) if refuse is not None else None,
    )


def _task(ctx: Context, handler: Handler, found: tuple[Failure, ...]) -> Task:
    path = ctx.source.path
    known = "; ".join(f"it {failure.said}" for failure in found)
    return Task(
        goal=f"Handle what can go wrong in `{handler.name}` in {path} (line {handler.line})."
        f" What is known: {known}.",
        rules=(
            *ctx.idiom("errors"),
            (
                "Each failure has its own status: 404 for what is not there, 409 for a conflict,"
                " 403"
                " for what is not allowed, 400 or 422 for bad input, 502 to 504 for other services."
            ),
            "Use the project's one shape of error; invent none beside it.",
            (
                "Clients learn what they can mend, and nothing of the inside: no text of an"
                " exception,"
                " no SQL, no path."
            ),
            "Catch the exceptions that are expected, by their types; log once, with context.",
            "What is answered when nothing goes wrong stays the same.",
        ),
        related=(path,),
        wrong=partial(wrong, path=path, handler=handler),
    )


def wrong(before: Project, after: Project, *, path: str, handler: Handler) -> tuple[str, ...]:
    """What is not right yet: a failure of before is left, or a new one was written."""
    if lost := compared.kept(before, after, path, handler):
        return (lost,)
    then, now = _failures(before, path, handler.name), _failures(after, path, handler.name)
    left = [failure for failure in now if failure.kind != "missing"]
    left += [one for one in now if one.kind == "missing"][: _more(then, now)]
    return tuple(f"`{handler.name}` still {failure.said}." for failure in left)


def _more(then: tuple[Failure, ...], now: tuple[Failure, ...]) -> int | None:
    """How many missing rows to complain of: none once fewer are left than there were."""
    counts = Counter(one.kind for one in then), Counter(one.kind for one in now)
    return 0 if counts[1]["missing"] < counts[0]["missing"] else None


def _failures(project: Project, path: str, name: str) -> tuple[Failure, ...]:
    source, handler = project.read(path), compared.handler_of(project, path, name)
    if source is None or handler is None:
        return ()
    return failures(source, handler, compared.queries_in(project, path, handler))


ACTION = Action(
    id="add-error-handling",
    title="Add error handling",
    offer=offer,
    doc=__doc__ or "",
)
