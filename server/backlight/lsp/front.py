"""One run as the editor sees it: its progress, its questions, its place in the journal, its end."""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

from backlight.lsp.client import plain
from backlight.lsp.peer import Unanswered
from backlight.lsp.readiness import told
from backlight.lsp.session import Session
from backlight.lsp.through import through
from backlight.state.record import File, Record

log = logging.getLogger(__name__)


@dataclass(eq=False)
class Run:
    """One run from click to receipt; to what carries it out it is the user's side (`Front`)."""

    session: Session
    id: str
    title: str
    record: Record | None = None
    """What the journal has of it."""
    shown: bool = False
    """There is a place in the editor that shows progress."""
    task: asyncio.Task[Any] | None = None
    stopped: bool = False
    started: float = field(default_factory=lambda: asyncio.get_running_loop().time())
    sofar: tuple[File, ...] = ()
    """What an edit before the one to come has changed."""
    lines: list[str] = field(default_factory=list)
    """What the details say besides."""
    notes: list[str] = field(default_factory=list)
    """What the user must hear besides how the change went."""

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
                return await client.ask(params)
        elif choices:
            return await client.choose(question, choices)
        self.lines.append(f"Nobody could be asked “{question}”; “{default}” was taken.")
        return default

    async def keep(self, record: Record) -> None:
        """Write down what is known now; a change is on the disk before it is sent."""
        lasting = record.state == "ready"
        self.record = await self.session.ledger.keep(record, lasting=lasting)

    async def sending(self, files: tuple[File, ...]) -> None:
        """Write down what is about to be sent, unless it is written down already."""
        files = (*self.sofar, *files)
        if self.record is not None and (self.record.state, self.record.files) != ("ready", files):
            await self.keep(replace(self.record, state="ready", files=files))

    async def ended(
        self, said: str, files: tuple[File, ...] = (), *, unchanged: bool = True
    ) -> None:
        """Write down how it went, and offer in the menu what can be done about it."""
        if self.record is not None and self.record.state != "done":
            over = replace(self.record, state="done", said=said, unchanged=unchanged)
            await through(self.keep(replace(over, files=files or over.files)))
            self.session.ledger.remember(self.record)


def recorded(run: Run, **known: Any) -> Record:
    """The first record of a run."""
    began = datetime.now(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
    return Record(run=run.id, began=began, **known)


async def start(session: Session, title: str, work: Callable[[Run], Awaitable[str]]) -> str:
    """Begin a run: there is a place for its progress before the answer; answers its id."""
    run = Run(session, uuid4().hex, title)
    session.in_hand.runs[run.id] = run
    try:
        run.shown = await session.client.create_progress(run.id)
    except asyncio.CancelledError:
        del session.in_hand.runs[run.id]
        raise
    session.spawn(_carried(run, work))
    return run.id


async def _carried(run: Run, work: Callable[[Run], Awaitable[str]]) -> None:
    """From begin to end of what the editor shows of a run; there is an end whatever happens."""
    client = run.session.client
    run.task = asyncio.current_task()
    if run.shown:
        begin = {"kind": "begin", "title": plain(run.title), "cancellable": True}
        client.progress(run.id, begin)
    said = f"{run.title}: stopped."
    try:
        said = await _unless_stopped(run, work)
    except asyncio.CancelledError:
        said = f"{run.title}: cancelled; nothing was changed."
        client.message("info", said)
        raise
    except Exception:
        log.exception("a run failed")
        said = f"{run.title} failed inside the server; the server's log says where."
        client.message("error", said)
    finally:
        if run.shown:
            client.progress(run.id, {"kind": "end", "message": plain(said)[:200]})
        del run.session.in_hand.runs[run.id]
        await run.ended(said)
        told(run.session)


async def _unless_stopped(run: Run, work: Callable[[Run], Awaitable[str]]) -> str:
    """The work, unless the user has changed their mind before it began."""
    if run.stopped:
        raise asyncio.CancelledError
    return await work(run)
