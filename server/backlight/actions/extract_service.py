'''Move what a handler decides and stores into a service, so that the handler parses and answers.

```python
from fastapi import Depends, FastAPI, HTTPException

from db import Order, Stock, get_db

app = FastAPI()


@app.post("/orders/{item}")
def order(item: int, count: int, db=Depends(get_db)):$0
    stock = db.query(Stock).filter(Stock.item == item).first()
    if stock is None:
        raise HTTPException(status_code=404, detail="No such item")
    if stock.count < count:
        raise HTTPException(status_code=409, detail="Not enough in stock")
    open_orders = db.query(Order).filter(Order.item == item, Order.open).count()
    if open_orders > 100:
        raise HTTPException(status_code=409, detail="Too many open orders")
    price = stock.price * count
    if count > 10:
        price = price * 0.9
    stock.count -= count
    made = Order(item=item, count=count, price=price)
    db.add(made)
    db.commit()
    return {"id": made.id, "price": made.price}
```
-> agent writes
```python
from fastapi import Depends, FastAPI, HTTPException

import ordering
from db import get_db

app = FastAPI()


@app.post("/orders/{item}")
def order(item: int, count: int, db=Depends(get_db)):
    try:
        made = ordering.place(db, item, count)
    except ordering.NotFound as error:
        raise HTTPException(status_code=404, detail="No such item") from error
    except ordering.Conflict as error:
        raise HTTPException(status_code=409, detail=error.reason) from error
    return {"id": made.id, "price": made.price}
#- ordering.py
"""Placing orders."""

from db import Order, Stock


class NotFound(Exception):
    """There is no such item."""


class Conflict(Exception):
    """The order cannot be placed now."""

    def __init__(self, reason):
        self.reason = reason


def place(db, item, count):
    stock = db.query(Stock).filter(Stock.item == item).first()
    if stock is None:
        raise NotFound
    if stock.count < count:
        raise Conflict("Not enough in stock")
    if db.query(Order).filter(Order.item == item, Order.open).count() > 100:
        raise Conflict("Too many open orders")
    price = stock.price * count
    if count > 10:
        price = price * 0.9
    stock.count -= count
    made = Order(item=item, count=count, price=price)
    db.add(made)
    db.commit()
    return made
```
'''

import re
from functools import partial

from backlight.action import Action, Context, Offer, Task
from backlight.analysis import compared
from backlight.analysis.facts import Handler, Project
from backlight.analysis.places import is_test, matching

LONG, FAT = 40, 15
"""Lines of a handler that is long whatever it does, and of one that also asks the database."""
BRANCH = re.compile(
    r"^[ \t]*+(?:\}[ \t]*+)?(?:if|elif|else if|for|while|switch|case|match|unless)\b", re.MULTILINE
)
WEB = re.compile(
    r"\breq\.|\bres\.|\brequest\.(?:get_json|args|form|json|data|user|headers)|jsonify\(|make_response"
    r"|HttpResponse\(|JsonResponse\(|\brender\("
)
"""What belongs to requests and answers, and not into a service."""
SERVICES = r"(^|/)(services?|usecases?|domain|selectors|repositor\w+)(/|\.|_)|_service\.\w+$"
"""Where projects keep logic."""


def offer(ctx: Context) -> Offer | None:
    """Offered in a handler that decides much and runs several queries itself."""
    handler = ctx.handler
    if handler is None:
        return None
    code = ctx.source.text.slice(handler.span.start, handler.span.end)
    lines, branches = code.count("\n") + 1, len(BRANCH.findall(code))
    queries = len(ctx.queries)
    fat = lines >= FAT and queries >= 2 and branches >= 2
    if not fat and not (lines >= LONG and branches >= 3):
        return None
    said = f"{queries} queries and {branches} decisions" if queries > 1 else f"{branches} decisions"
    return Offer(
        title=f"Extract service: `{handler.name}` holds {said} in {lines} lines",
        span=handler.span,
        task=_task(ctx, handler),
    )


def _task(ctx: Context, handler: Handler) -> Task:
    path = ctx.source.path
    return Task(
        goal=f"Move the logic of `{handler.name}` in {path} (line {handler.line}) into a service;"
        " the handler keeps parsing the request and giving the answer.",
        rules=(
            *ctx.idiom("services"),
            "Put it where the project keeps services; beside the handlers where it has none.",
            (
                "The service takes plain values and what it stores with, and knows nothing of"
                " requests"
                " and answers; it says what went wrong in errors of its own."
            ),
            "Same answers, same statuses, same order of effects, one transaction as before.",
            "One responsibility a function; no layer that only passes on.",
            "Write a unit test of each decision, beside the project's tests.",
        ),
        related=(path, *_services(ctx.project, path)),
        wrong=partial(wrong, path=path, handler=handler),
    )


def _services(project: Project, path: str) -> tuple[str, ...]:
    ends = path.rpartition(".")[2]
    every = matching(SERVICES, project.paths)
    found = (p for p in every if p.endswith(ends) and not is_test(p))
    return tuple(found)[:2]


def wrong(before: Project, after: Project, *, path: str, handler: Handler) -> tuple[str, ...]:
    """What is not right yet: it is as thick as before, or the service knows of requests."""
    if lost := compared.kept(before, after, path, handler):
        return (lost,)
    now = compared.handler_of(after, path, handler.name)
    old, new = compared.code_of(before, path, handler), compared.code_of(after, path, now)
    if new.count("\n") >= old.count("\n"):
        return (f"`{handler.name}` is as long as it was; move its decisions out.",)
    had, has = compared.queries_in(before, path, handler), compared.queries_in(after, path, now)
    if had and len(has) >= len(had):
        return (f"`{handler.name}` still runs {len(has)} queries itself.",)
    texts = {p: text for p, text in compared.changed(before, after).items() if p != path}
    known = [
        p
        for p, text in texts.items()
        if not is_test(p) and WEB.search(text) and p not in before.files
    ]
    return tuple(f"{p} knows of requests or answers; give it plain values." for p in known)


ACTION = Action(
    id="extract-service",
    title="Extract service",
    offer=offer,
    doc=__doc__ or "",
)
