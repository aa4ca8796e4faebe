"""What the lightbulb shows at one place: the context there, and every action that applies."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import lru_cache, partial

from backlight.action import Action, Context, Offer
from backlight.actions import ALL
from backlight.analysis.enriched import enriched
from backlight.analysis.facts import Endpoint, FileFacts, Handler, Project
from backlight.analysis.outgoing import Outgoing
from backlight.analysis.queries_at import query_at
from backlight.analysis.remarks import comment
from backlight.analysis.scopes import function_at
from backlight.analysis.served import endpoints_in, nearest, served
from backlight.analysis.syntax import Source, Span, ancestors, field, node_at, span_of, text_of
from backlight.analysis.tables import Table
from backlight.analysis.touched import around
from backlight.edits import Change, Refused
from backlight.index import Sparing, TooMany, facts_of, findings, guarded
from backlight.stacks import CLIENTS, FRAMEWORKS, ORMS, opening_at
from backlight.stacks.record import Client, Stack, Writer

READS = frozenset({"GET", "HEAD", "OPTIONS"})
Entry = tuple[Action, Offer]


def offers(ctx: Context, actions: Sequence[Action] = ALL) -> list[Entry]:
    """Every action that applies here, in the order of the menu: few files read, no model asked."""
    found = ((action, offered(action, ctx)) for action in actions)
    known = {finding.action for finding in ctx.findings}
    return [
        (action, replace(offer, evident=offer.evident or action.id in known))
        for action, offer in found
        if offer is not None
    ]


def offered(action: Action, ctx: Context) -> Offer | None:
    """What one action offers, its instant engine asked whether it can do it.

    The menu and a run both come here: what was shown as instant is what is done, but for what
    takes more files than a menu waits for; there a refusal is said when it is done.
    """
    read = Sparing(ctx.project.read)
    offer = guarded(action.offer, replace(ctx, project=replace(ctx.project, read=read)))
    if offer is None or offer.rewrite is None or offer.disabled or offer.doubt:
        return offer
    try:
        with read.waiting():
            made = guarded(offer.rewrite)
    except TooMany:
        return replace(offer, rewrite=partial(_whole, offer.rewrite))
    failed = f"{action.title} failed on this code; the log says where. Run it with a model instead."
    made = made or Refused(failed)
    if isinstance(made, Refused):
        return replace(offer, rewrite=lambda: made, doubt=made.reason)
    return replace(offer, rewrite=made if callable(made) else lambda: made)


def _whole(rewrite: Callable[[], Change | Refused | Writer]) -> Change | Refused:
    made = rewrite()
    return made() if callable(made) else made


def context(source: Source, span: Span, project: Project, ask: str = "") -> Context:
    """What is known of the place under a cursor or a selection.

    Only the top-level statement around it is looked at: it costs the same in a file of 100 lines
    and of 10,000. What other files say comes from the project as it was last linked.
    """
    facts = enriched(_around(source, around(source, span)), project)
    handler = _handler(facts.handlers, _begun(source, span), project, source.path)
    query = query_at(facts.queries, span) or query_at(facts.queries, _line(source, span))
    table, function = _table(source, span, project), function_at(source, span)
    mapper = query.kind if query is not None else table.mapper if table is not None else ""
    part = handler.span if handler is not None else function.span if function is not None else span
    found = findings(facts, source, project)
    client, outgoing = _outgoing(source, _line(source, span))
    return Context(
        source=source,
        span=span,
        project=project,
        stack=_stack(source, handler, project),
        orm=next((orm for orm in ORMS if orm.name == mapper), None),
        orms=ORMS,
        handler=handler,
        endpoint=_endpoint(source, handler, project),
        query=query,
        table=table,
        function=function,
        outgoing=outgoing,
        client=client,
        opening=guarded(opening_at, source, span) if handler is None else None,
        queries=tuple(q for q in facts.queries if part.start <= q.span.start < part.end),
        comment=comment(source, span),
        findings=tuple(f for f in found if f.span.touches(span)),
        nearby=tuple(f for f in found if f.span.touches(part)),
        ask=ask,
    )


@lru_cache(maxsize=4)
def _around(source: Source, part: Span) -> FileFacts:
    """The facts of a part of a file: editors ask for the menu many times between two keys."""
    return facts_of(source, part)


def _outgoing(source: Source, span: Span) -> tuple[Client | None, Outgoing | None]:
    """The call of another service on the line of the cursor, or in the selection."""
    for client in CLIENTS:
        if source.language in client.languages:
            for call in guarded(client.calls, source, span) or ():
                return client, call
    return None, None


def _handler(
    handlers: tuple[Handler, ...], span: Span, project: Project, path: str
) -> Handler | None:
    """The handler at a span; where two stacks take it for theirs, that of the stack it serves.

    Where no route leads to the file, it is that of a stack which the file names.
    """
    found = _smallest(handlers, span)
    same = [one for one in handlers if found is not None and one.span == found.span]
    if len(same) < 2:
        return found
    here = project.files.get(path)
    serves = {e.stack for e in endpoints_in(project, path)}
    serves = serves or ({*here.sure} if here is not None else serves)
    return next((one for one in same if one.stack in serves), found)


def _smallest(items: tuple[Handler, ...], span: Span) -> Handler | None:
    around = [item for item in items if item.span.touches(span)]
    return min(around, key=lambda item: item.span.end - item.span.start, default=None)


def _line(source: Source, span: Span) -> Span:
    """The line of a cursor: `rows = ` in front of a query is as good a place as the query."""
    if span.start < span.end:
        return span
    return Span(*source.text.line_at(span.start))


def _begun(source: Source, span: Span) -> Span:
    """A cursor in the white space before what stands on its line is as good as one at that."""
    line = _line(source, span)
    said = source.text.slice(line.start, line.end)
    at = line.start + len(said) - len(said.lstrip())
    return Span(at, at) if span.start == span.end < at else span


def _stack(source: Source, handler: Handler | None, project: Project) -> Stack | None:
    """The stack of the handler; else, of those the file speaks of, that of the endpoints nearest.

    A file of settings or models can speak of several stacks of its language, and serve one.
    """
    by_name = {stack.name: stack for stack in FRAMEWORKS}
    if handler is not None:
        return by_name.get(handler.stack)
    here = project.files.get(source.path)
    names = tuple(here.fragments) if here is not None else ()
    speaks = {name for name, stack in by_name.items() if source.language in stack.languages}
    wanted = speaks & set(names) if names else speaks
    beside = nearest(project, source.path, frozenset(wanted))
    if beside is not None:
        return by_name[beside.stack]
    sure = [name for name in names if here is not None and name in here.sure]
    return by_name.get((sure or names)[0]) if names else None


def _endpoint(source: Source, handler: Handler | None, project: Project) -> Endpoint | None:
    """The endpoint of a handler; of several, one that writes: a form is shown there by GET, too."""
    if handler is None:
        return None
    found = served(project, source.path, handler.name)
    return next((e for e in found if e.method not in READS), found[0] if found else None)


def _table(source: Source, span: Span, project: Project) -> Table | None:
    """The model or CREATE TABLE around the cursor; by name, for spans move as one types."""
    facts = project.files.get(source.path)
    if facts is None or not facts.tables:
        return None
    if source.tree is not None:
        for node in ancestors(node_at(source, span)):
            name = field(node, "name")
            if name is not None and node.type.startswith("class"):
                known = next((t for t in facts.tables if t.model == text_of(name)), None)
                return replace(known, span=span_of(node)) if known is not None else None
    line = _line(source, span)
    held = [table for table in facts.tables if table.span.touches(line)]
    return min(held, key=lambda table: not table.span.touches(span), default=None)
