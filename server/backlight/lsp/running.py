"""The command `backlight.run`: answered at once, carried out behind, ended by a receipt."""

import asyncio
from contextlib import suppress
from dataclasses import asdict, replace
from functools import partial
from typing import Any

from backlight import runs
from backlight.agent.means import Means
from backlight.analysis.syntax import Span
from backlight.lsp import picked
from backlight.lsp.apply import deliver
from backlight.lsp.beside import noticed
from backlight.lsp.delivery import Delivery
from backlight.lsp.document import Document
from backlight.lsp.front import Run, recorded, start
from backlight.lsp.picked import LONGEST, Picked, asking
from backlight.lsp.root import Root
from backlight.lsp.session import Session
from backlight.lsp.summary import sentence, tell, unchanged
from backlight.lsp.target import files
from backlight.rebase import moved
from backlight.runs import Outcome
from backlight.text import Text
from backlight.workspace import Snapshot

SETTINGS = 2.0
"""Seconds a run waits for settings that are asked for at the start."""

WISH = (
    "write what you want in a comment at the cursor, for example "
    "`POST /orders: create an order for the signed-in user`, and run it there."
)


async def run(session: Session, argument: Any) -> dict[str, str]:
    """Start an action: the place is fixed now, the answer comes before the work begins."""
    where = picked.place(session, argument)
    where.document.show()
    snapshot = session.root(where.document).snapshot()
    work = partial(_turn, where=where, snapshot=snapshot)
    return {"runId": await start(session, where.title, work)}


async def _turn(started: Run, where: Picked, snapshot: Snapshot) -> str:
    """Wait for one's turn at the file: two runs on one file never work at the same time."""
    session = started.session
    lock = session.in_hand.turn(where.document.path)
    if lock.locked():
        started.report("Waiting for another run on this file")
    async with lock:
        request, snapshot = _placed(session, where, snapshot)
        if request is None:
            gone = "the place changed meanwhile; open the menu there again."
            session.client.message("warning", f"{started.title}: {gone}")
            return gone
        await _settings(session)
        if not where.chosen:
            request = replace(request, engine=session.config.engine)
        return await _worked(started, request, snapshot, session.root(where.document))


async def _worked(started: Run, request: runs.Request, snapshot: Snapshot, root: Root) -> str:
    """Do the work, hand it over, and say how it went; every step is in the journal before it."""
    session = started.session
    line = snapshot.read(request.path).line_of(request.span.start)
    known = {"root": root.path, "path": request.path, "line": line, "action": request.action}
    await started.keep(recorded(started, title=started.title, **known))
    started.report("Reading the project")
    project = await root.known(snapshot)
    library = session.library(root)
    if not request.ask and (question := asking(library.find(request.action), request, project)):
        said = await _wish(started, question)
        if not said:
            session.client.message("info", f"{started.title}: {WISH}")
            return WISH
        request = replace(request, ask=said[:LONGEST])
    means = Means(library, session.lab)
    outcome = await runs.run(request, snapshot, project, session.config, started, means)
    return await handed_over(started, root, snapshot, outcome)


async def handed_over(started: Run, root: Root, snapshot: Snapshot, outcome: Outcome) -> str:
    """Write down what was worked out, hand it over, and say how it went."""
    session, delivery = started.session, Delivery()
    await _keep(started, outcome)
    if outcome.change is not None:
        started.report("Handing the change over")
        handing = partial(deliver, session, root, snapshot, outcome, started)
        delivery = await noticed(root, outcome.change, handing, started.notes)
    same = unchanged(outcome, delivery)
    await started.ended(sentence(outcome, delivery)[1], delivery.files, unchanged=same)
    return tell(session, started, outcome, delivery)


async def _keep(started: Run, outcome: Outcome) -> None:
    """Write down what was worked out, and what it took."""
    if started.record is None:
        return
    known = replace(
        started.record,
        title=outcome.title or started.title,
        engine=outcome.engine,
        usage=asdict(outcome.usage) if outcome.usage.requests else {},
        model=outcome.model,
        cost=outcome.cost or 0.0,
        shown=outcome.sent,
    )
    if outcome.change is not None:
        known = replace(known, state="ready", files=files(outcome.change, outcome.base))
    elif outcome.unfinished is not None:
        known = replace(known, files=files(outcome.unfinished, outcome.base))
    await started.keep(known)


async def _settings(session: Session) -> None:
    """Wait for the first answer about the settings: they may say that no model is to be asked."""
    with suppress(TimeoutError):
        async with asyncio.timeout(SETTINGS):
            await session.configured.wait()


def _placed(
    session: Session, where: Picked, snapshot: Snapshot
) -> tuple[runs.Request | None, Snapshot]:
    """The request, on the text as it is now if a run before this one changed the file."""
    document: Document | None = session.documents.at(where.document.path)
    name = where.document.name
    span: Span | None = where.span
    if document is None or document.unsound:
        return None, snapshot
    text: Text = snapshot.open[name].text if name in snapshot.open else document.text
    if document.text.data != text.data:
        found = moved(text, document.text, where.span.start, where.span.end)
        span = Span(*found) if found is not None else None
        snapshot = session.root(document).snapshot()
    if span is None:
        return None, snapshot
    return replace(where.request, path=name, span=span), snapshot


async def _wish(started: Run, question: str) -> str | None:
    """What the user wants, in words; only editors with a box for it can be asked."""
    if not started.session.client.announced.has("experimental", "backlightAsk"):
        return None
    return await started.ask(question, (), "")
