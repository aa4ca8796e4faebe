"""Answer a list in pages: a bounded size, a stable order, and the whole table never at once.

```python
from fastapi import Depends, FastAPI
from sqlalchemy import Column, Integer, String
from sqlalchemy.orm import Session, declarative_base

from db import get_db

app = FastAPI()
Base = declarative_base()


class User(Base):
    __tablename__ = "users"
    id = Column(Integer, primary_key=True)
    name = Column(String)


@app.get("/users")
def list_users(db: Session = Depends(get_db)):
    return db.query(User).all()$0
```
->
```python
from fastapi import Depends, FastAPI, Query
from sqlalchemy import Column, Integer, String
from sqlalchemy.orm import Session, declarative_base

from db import get_db

app = FastAPI()
Base = declarative_base()


class User(Base):
    __tablename__ = "users"
    id = Column(Integer, primary_key=True)
    name = Column(String)


@app.get("/users")
def list_users(
    db: Session = Depends(get_db),
    limit: int = Query(50, ge=1, le=100),
    offset: int = Query(0, ge=0),
):
    return db.query(User).order_by(User.id).offset(offset).limit(limit).all()
```
"""

import re
from functools import partial

from backlight.action import Action, Context, Offer, Task
from backlight.actions import by_key
from backlight.analysis import compared
from backlight.analysis.facts import Handler, Project, Query
from backlight.analysis.places import matching
from backlight.sql import keyset

RULE = "unbounded-list"
PAGED = re.compile(
    r"paginat|\bcursor\b|\blimit\b|page_?size|per_?page|\btake\b|Pageable|PageRequest|kaminari"
    r"|\.page\("
)
MOST = re.compile(
    r"\bmin\(|\ble=|max|Math\.min|<=|clamp|at_most"
    r"|Paginator\([^\n]{0,200},\s{0,40}\d+\)|\b(?!LimitOffset)\w+Paginat(?:ion|or)\(\)\."
    r"|\blimit\(\s*\d+\s*\)|\blimit\s+\d+\b"
    r"|\.per\(\s*\d+\s*\)|per_page:\s*\d+",
    re.IGNORECASE,
)
"""How code says that a client cannot ask for everything."""


def offer(ctx: Context) -> Offer | None:
    """Offered in a handler that answers with every row of a table."""
    handler, stack = ctx.handler, ctx.stack
    found = [finding for finding in ctx.nearby if finding.rule == RULE]
    if (query := by_key.skipping(ctx)) is not None:
        return Offer(
            title="Paginate by the last key: OFFSET reads what it skips (callers send the key)",
            span=query.span,
            task=_task(ctx, ctx.function.name if ctx.function is not None else "the query", query),
            rewrite=by_key.rewrite(ctx, query),
        )
    if handler is None or not found:
        return None
    page = stack.page if stack is not None else None
    return Offer(
        title=f"Paginate: `{handler.name}` answers with every row",
        span=handler.span,
        task=_task(ctx, handler.name, handler),
        rewrite=partial(page, ctx.source, handler, ctx.project) if page is not None else None,
        evident=any(finding.rule == RULE for finding in ctx.findings),
    )


def _task(ctx: Context, name: str, about: Handler | Query) -> Task:
    handler = about if isinstance(about, Handler) else None
    query = about if isinstance(about, Query) else None
    path, line = ctx.source.path, ctx.source.text.line_of(ctx.span.start) + 1
    render = ctx.orm.render if ctx.orm is not None else None
    judge = partial(keyset.sought, path=path, name=name, render=render)
    return Task(
        goal=f"Let `{name}` in {path} (line {handler.line if handler else line}) answer in pages"
        + (", by the last key seen in place of OFFSET." if handler is None else "."),
        rules=(
            *((*by_key.CONTRACT, *by_key.unjudged(ctx)) if handler is None else ()),
            *ctx.idiom("pages"),
            "Page the way other lists of the project are paged: same parameters, same envelope.",
            "The order is stable: it ends with a unique column.",
            "The size has a default and an upper bound that a client cannot lift.",
            (
                "Page by the last key seen where the list is long or changes much, else by offset;"
                " say which, and why."
            ),
            "What a client without parameters gets from now on is said in the documentation.",
        ),
        related=(path, *_paged(ctx.project, path)),
        wrong=partial(wrong, path=path, handler=handler) if handler is not None else judge,
        walks=by_key.walks(ctx, query) if query is not None else by_key.nothing,
    )


def _paged(project: Project, path: str) -> tuple[str, ...]:
    """Files whose queries are bounded already, and those named for pages."""
    named = matching(r"paginat[^/]*$", project.paths)
    ends = path.rpartition(".")[2]
    bounded = [
        p
        for p, facts in project.files.items()
        if p != path
        and p.endswith(ends)
        and any(q.bounded and q.returns == "rows" for q in facts.queries)
    ]
    return tuple(dict.fromkeys((*named, *bounded)))[:3]


def wrong(before: Project, after: Project, *, path: str, handler: Handler) -> tuple[str, ...]:
    """What is not right yet: every row is still read, or a client may ask for all of them."""
    if lost := compared.kept(before, after, path, handler):
        return (lost,)
    now = compared.handler_of(after, path, handler.name)
    code = compared.code_of(after, path, now)
    texts = _fresh(before, after)
    if not PAGED.search(code) and not PAGED.search(texts):
        return (f"`{handler.name}` still answers with every row.",)
    left = [q for q in compared.queries_in(after, path, now) if _whole(q)]
    if left and not re.search(r"paginat", code + texts, re.IGNORECASE):
        return (f"The query in line {left[0].line} still reads every row.",)
    if not MOST.search(code + texts):
        return ("A client can still ask for everything: give the size of a page an upper bound.",)
    return ()


def _fresh(before: Project, after: Project) -> str:
    """The lines that are new: what other code of the same files says is no part of it."""
    found: list[str] = []
    for path, text in compared.changed(before, after).items():
        old = before.read(path)
        known = set(old.text.source.split("\n")) if old is not None else set()
        found += [line for line in text.split("\n") if line not in known]
    return "\n".join(found)


def _whole(query: Query) -> bool:
    return query.returns == "rows" and not query.bounded and query.kind != "sql"


ACTION = Action(
    id="paginate",
    title="Paginate",
    offer=offer,
    doc=__doc__ or "",
)
