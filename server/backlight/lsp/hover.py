"""`textDocument/hover`: what is known of the endpoint or the query under the cursor."""

from collections.abc import Iterator, Sequence
from typing import Any

from backlight import menu
from backlight.action import Context
from backlight.analysis.facts import Endpoint, Input, Query
from backlight.analysis.served import routed, served
from backlight.analysis.syntax import Span
from backlight.analysis.tables import Table
from backlight.edits import Refused
from backlight.lsp import given
from backlight.lsp.client import plain
from backlight.lsp.session import Session
from backlight.lsp.sync import shown
from backlight.text import Text

MOST = 12
"""Names in one line of a hover."""
LONGEST = 1000
"""Characters of a statement."""


def hover(session: Session, params: Any) -> dict[str, Any] | None:
    """Facts and findings of the place; nothing where there are none, so others can speak."""
    document = session.documents.get(given.text(params, "textDocument", "uri"))
    line, column = given.position(params, "position")
    if document is None or document.unsound:
        return None
    text, by = document.text, session.documents.by
    at = text.offset(line, column, by)
    ctx = menu.context(document.source, Span(at, at), session.root(document).now(document))
    said = [*_endpoint(ctx, text, line), *_query(ctx, at)]
    if not said:
        return None
    said += [f"⚠ {_plain(finding.message)}" for finding in shown(session, ctx.findings)]
    marked = session.client.announced.among("markdown", "textDocument", "hover", "contentFormat")
    plan = session.stories.plans.get(ctx.query.sql) if ctx.query is not None else None
    if plan is not None:
        said += [_plain(plan.detail), *([plan.drawn] if marked else [])]
    value = "\n\n".join(said) if marked else "\n".join(said).replace("`", "").replace("*", "")
    return {"contents": {"kind": "markdown" if marked else "plaintext", "value": value}}


def _endpoint(ctx: Context, text: Text, line: int) -> Iterator[str]:
    """The route and what its handler reads, on the lines that declare it."""
    handler = ctx.handler
    if handler is None or not text.line_of(handler.span.start) <= line < handler.line:
        yield from _registered(ctx, line)
        return
    routes = served(ctx.project, ctx.source.path, handler.name)
    yield f"{_served(routes) or 'No route is known'} · `{handler.name}` · {handler.stack}"
    if handler.inputs:
        yield "Reads " + ", ".join(_input(one) for one in handler.inputs[:MOST])
    if handler.validated:
        yield f"Checked by `{handler.validated}`"
    guards = dict.fromkeys((*handler.guards, *(g for e in routes for g in e.guards)))
    if guards:
        yield "Guarded by " + ", ".join(f"`{_plain(guard)}`" for guard in [*guards][:MOST])


def _registered(ctx: Context, line: int) -> Iterator[str]:
    """The routes that a line registers; their handlers stand elsewhere."""
    routes = routed(ctx.project, ctx.source.path, line + 1)
    if routes:
        names = dict.fromkeys(f"`{_plain(e.handler)}`" for e in routes[:MOST])
        yield f"{_served(routes)} · {', '.join(names)} · {routes[0].stack}"
        guards = dict.fromkeys(f"`{_plain(g)}`" for e in routes for g in e.guards)
        if guards:
            yield "Guarded by " + ", ".join([*guards][:MOST])


def _served(routes: Sequence[Endpoint]) -> str:
    return ", ".join(f"**{e.method} {_plain(e.path)}**" for e in routes[:MOST])


def _input(one: Input) -> str:
    kind = "" if one.type == "any" else f": {one.type}"
    return f"`{_plain(one.name)}{kind}` ({one.place}{'' if one.required else ', optional'})"


def _query(ctx: Context, at: int) -> Iterator[str]:
    """What a query is and does, and the tables it names as the schema has them."""
    query = ctx.query
    if query is None or not query.span.start <= at <= query.span.end:
        return
    dialect = f" · {query.dialect}" if query.dialect else ""
    bound = "" if query.bounded or query.returns != "rows" else " · no limit"
    repeated = " · once for each item of a loop" if query.loop is not None else ""
    yield f"**{_kind(query)}**{dialect}{bound}{repeated}"
    runs = ctx.runs()
    if isinstance(runs, Refused):
        yield _plain(runs.reason)
    elif runs:
        yield f"SQL: `{_plain(runs[:LONGEST])}`"
    for table in _tables(ctx, query):
        columns = ", ".join(f"`{column.name}`" for column in table.columns[:MOST])
        more = " …" if len(table.columns) > MOST else ""
        indexes = _plain("; ".join(table.said_indexes[:MOST]))
        yield f"`{table.name}`: {columns}{more}" + (f" · indexes: {indexes}" if indexes else "")


def _kind(query: Query) -> str:
    if query.kind != "sql":
        return f"Query of {query.kind}" + (f" on `{query.model}`" if query.model else "")
    return f"SQL {query.sql.split(maxsplit=1)[0].upper()}" if query.sql.split() else "SQL"


def _tables(ctx: Context, query: Query) -> list[Table]:
    """The tables of the schema that a query names as words."""
    words = {word.strip('`"[](),;.') for word in query.sql.lower().replace(".", " ").split()}
    return [
        table
        for table in ctx.project.schema.tables
        if (query.model and table.model == query.model) or table.name.lower() in words
    ][:4]


def _plain(text: str) -> str:
    """Words of the code in a line of Markdown: nothing hidden, no link, no picture."""
    return plain(text).replace("\n", " ").replace("![", "! [").replace("](", "] (")
