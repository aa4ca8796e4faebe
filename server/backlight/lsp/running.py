"""The command `backlight.run`: answered at once, carried out behind, ended by a receipt."""

import asyncio
import logging
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from typing import Any
from uuid import uuid4

from backlight import runs
from backlight.analysis.syntax import Span
from backlight.lsp import picked
from backlight.lsp.apply import Delivery, deliver
from backlight.lsp.client import plain
from backlight.lsp.documents import Document
from backlight.lsp.peer import Unanswered
from backlight.lsp.picked import LONGEST, Picked, asking
from backlight.lsp.session import Session
from backlight.lsp.summary import tell
from backlight.rebase import moved
from backlight.text import Text
from backlight.workspace import Snapshot

log = logging.getLogger(__name__)

PATIENCE = 600.0
"""Seconds a question stays open; a person may be at lunch, a run may not wait for ever."""

SETTINGS = 1.0
"""Seconds a run waits for settings that are asked for at the start."""

WISH = (
    "write what you want in a comment at the cursor, for example "
    "`POST /orders: create an order for the signed-in user`, and run it there."
)


@dataclass(eq=False)
class Run:
    """One action from click to receipt; a `runs.Front` for what carries it out."""

    session: Session
    id: str
    title: str
    shown: bool = False
    """There is a place in the editor that shows progress."""
    task: asyncio.Task[Any] | None = None
    stopped: bool = False
    started: float = field(default_factory=lambda: asyncio.get_running_loop().time())
    lines: list[str] = field(default_factory=list)

    def stop(self) -> None:
        """Stop the run, whatever it is doing; one that has not begun ends as soon as it does.

        A task that is cancelled before its first step says nothing to anyone.
        """
        self.stopped = True
        if self.task is not None:
            self.task.cancel()

    def report(self, message: str) -> None:
        """Say what is being done now."""
        if self.shown:
            value = {"kind": "report", "message": plain(message)[:200]}
            self.session.client.progress(self.id, value)

    async def ask(self, question: str, choices: Sequence[str], default: str) -> str | None:
        """Put a question, by the best means the editor has; nobody there means the default."""
        client = self.session.client
        if client.announced.has("experimental", "backlightAsk"):
            params = {
                "runId": self.id,
                "question": plain(question),
                "choices": [{"label": plain(choice), "value": choice} for choice in choices],
                "default": default,
                "freeText": True,
            }
            with suppress(Unanswered):
                return await client.ask(params, PATIENCE)
        elif choices:
            return await client.choose(question, choices, PATIENCE)
        self.lines.append(f"Nobody could be asked “{question}”; “{default}” was taken.")
        return default


async def run(session: Session, argument: Any) -> dict[str, str]:
    """Start an action: the place is fixed now, the answer comes before the work begins."""
    where = picked.place(session, argument)
    where.document.show()
    snapshot = session.root(where.document).snapshot()
    started = Run(session, uuid4().hex, where.title)
    session.runs[started.id] = started
    try:
        started.shown = await session.client.create_progress(started.id)
    except asyncio.CancelledError:
        del session.runs[started.id]
        raise
    session.spawn(_carried(started, where, snapshot))
    return {"runId": started.id}


async def _carried(started: Run, where: Picked, snapshot: Snapshot) -> None:
    """From begin to end of what the editor shows of a run; there is an end whatever happens."""
    client = started.session.client
    started.task = asyncio.current_task()
    if started.shown:
        begin = {"kind": "begin", "title": started.title, "cancellable": True}
        client.progress(started.id, begin)
    said = f"{started.title}: stopped."
    try:
        said = await _turn(started, where, snapshot)
    except asyncio.CancelledError:
        client.message("info", f"{started.title}: cancelled; nothing was changed.")
        raise
    except Exception:
        log.exception("a run failed")
        said = f"{started.title} failed inside the server; the server's log says where."
        client.message("error", said)
    finally:
        if started.shown:
            client.progress(started.id, {"kind": "end", "message": plain(said)[:200]})
        del started.session.runs[started.id]


async def _turn(started: Run, where: Picked, snapshot: Snapshot) -> str:
    """Wait for one's turn at the file: two runs on one file never work at the same time."""
    if started.stopped:
        raise asyncio.CancelledError
    session = started.session
    lock = session.turns.setdefault(where.document.path, asyncio.Lock())
    if lock.locked():
        started.report("Waiting for another run on this file")
    async with lock:
        request, snapshot = _placed(session, where, snapshot)
        if request is None:
            gone = "the place changed meanwhile; open the menu there again."
            session.client.message("warning", f"{started.title}: {gone}")
            return gone
        started.report("Reading the project")
        root = session.root(where.document)
        project = await root.known(snapshot)
        await _settings(session)
        if not where.chosen:
            request = replace(request, engine=session.config.engine)
        if not request.ask and (question := asking(request, project)):
            said = await _wish(started, question)
            if not said:
                session.client.message("info", f"{started.title}: {WISH}")
                return WISH
            request = replace(request, ask=said[:LONGEST])
        outcome = await runs.run(request, snapshot, project, session.config, started)
        delivery = Delivery()
        if outcome.change is not None:
            started.report("Handing the change over")
            delivery = await deliver(session, root, snapshot, outcome, started)
        return tell(session, started, outcome, delivery)


async def _settings(session: Session) -> None:
    """Wait for the first answer about the settings: they may say that no model is to be asked."""
    with suppress(TimeoutError):
        await asyncio.wait_for(session.configured.wait(), SETTINGS)


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
