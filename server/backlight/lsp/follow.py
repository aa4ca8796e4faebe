"""`backlight.refine`, `backlight.explain`, `backlight.another`: words about a run of the past."""

import asyncio
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

from backlight import checks, index, runs
from backlight.action import Task
from backlight.agent.follow import READING, WISHES, Pair, at_line, explained, otherwise, refined
from backlight.agent.means import Means
from backlight.analysis.facts import Project
from backlight.analysis.syntax import Span
from backlight.checks import Check
from backlight.edits import Change, applied, apply, between
from backlight.lsp import given
from backlight.lsp.again import past
from backlight.lsp.document import Document as Buffer
from backlight.lsp.front import Run, recorded, start
from backlight.lsp.offered import titled
from backlight.lsp.peer import INVALID_PARAMS, Failure
from backlight.lsp.picked import LONGEST
from backlight.lsp.plan import Plan, planned
from backlight.lsp.root import Root
from backlight.lsp.running import handed_over
from backlight.lsp.session import Session
from backlight.outcome import Outcome, Request
from backlight.state.record import File, Record
from backlight.text import Text
from backlight.workspace import Document, Snapshot, Unreadable

TYPED_ON = "You changed its lines since, so they stay: refine the change, or undo what you want."
GONE = "The change is not in its files any more; run the action again."
SAY = "Nothing was said about what should be different; nothing was changed."


@dataclass(frozen=True, slots=True)
class _Wanted:
    """Which run, what about it, and where the user stands."""

    record: Record
    way: str
    path: str
    line: int
    ask: str


async def follow(session: Session, way: str, argument: Any) -> dict[str, str]:
    """Start it: the answer comes before the work begins."""
    record, document = past(session, argument)
    ask = given.text(argument, "ask") if given.seen(argument, "ask") is not None else ""
    line = given.whole(argument, "line") if given.seen(argument, "line") is not None else 0
    if len(ask) > LONGEST or line < 0:
        raise Failure(INVALID_PARAMS, f"`ask` has at most {LONGEST} characters, `line` is from 0.")
    wanted = _Wanted(record, way, document.name, line, ask)
    work = partial(_worked, wanted=wanted, document=document)
    return {"runId": await start(session, titled(way, record.title), work)}


async def _worked(run: Run, wanted: _Wanted, document: Buffer) -> str:
    """Ask what must be asked, let it be done, hand it over, and say how it went."""
    session, root = run.session, run.session.root(document)
    async with session.in_hand.turn(document.path):
        known = {"root": root.path, "path": wanted.path, "line": wanted.line}
        known |= {"action": wanted.record.action, "title": run.title}
        await run.keep(recorded(run, **known))
        if wanted.way == "refine" and not wanted.ask.strip():
            said = await run.ask("What should be different?", WISHES, "")
            if not said:
                session.client.message("info", f"{run.title}: {SAY}")
                await run.ended(SAY)
                return SAY
            wanted = replace(wanted, ask=said[:LONGEST])
        snapshot = root.snapshot()
        do = _another if wanted.way == "another" else _told
        if await asyncio.to_thread(_gone, root, snapshot, wanted.record):
            outcome = Outcome(action=wanted.record.action, refused=GONE)
        else:
            outcome = await do(run, root, snapshot, wanted)
        return await handed_over(run, root, snapshot, replace(outcome, title=run.title))


def _gone(root: Root, snapshot: Snapshot, record: Record) -> bool:
    """Whether a change was taken back since the menu was shown, by whatever means."""

    def now(file: File) -> str | None:
        path = root.name(record.at(file.path))
        try:
            return snapshot.read(path).source if path is not None else None
        except Unreadable:
            return None

    return all(now(file) == file.before for file in record.files)


async def _told(run: Run, root: Root, snapshot: Snapshot, wanted: _Wanted) -> Outcome:
    """To refine or to explain: on the texts as they are."""
    session, record = run.session, wanted.record
    text = snapshot.read(wanted.path)
    at = text.starts[min(wanted.line, len(text.starts) - 1)]
    task: Task = refined(record.title, _files(root, snapshot, record), wanted.ask)
    if wanted.way == "explain":
        files = _files(root, snapshot, record)
        here = [at_line(f, wanted.line) for f in files if f[0] == wanted.path] or files
        task = explained(record.title, here, wanted.ask)
    request = Request(
        action=record.action,
        path=wanted.path,
        span=Span(at, at),
        engine="agent",
        task=task,
        title=run.title,
        tools=READING if wanted.way == "explain" else (),
    )
    project = await root.known(snapshot)
    means = Means(session.library(root), session.lab)
    return await runs.run(request, snapshot, project, session.config, run, means)


async def _another(run: Run, root: Root, snapshot: Snapshot, wanted: _Wanted) -> Outcome:
    """From the texts as they were before the run, to an edit of the texts as they are."""
    session, record = run.session, wanted.record
    plan = await asyncio.to_thread(planned, root, snapshot, record, "undo")
    if plan.kept:
        return Outcome(action=record.action, refused=TYPED_ON)
    undone = {path: apply(plan.base[path], edits) for path, edits in plan.edits.items()}
    view = _viewed(snapshot, undone)
    path = root.name(record.at(record.path)) or record.path
    starts = view.read(path).starts
    at = starts[min(record.line, len(starts) - 1)]
    request = Request(
        action=record.action,
        path=path,
        span=Span(at, at),
        engine="agent",
        ask=wanted.ask,
        rules=(otherwise(_files(root, snapshot, record)),),
    )
    project = index.upon(await root.known(snapshot), undone)
    means = Means(session.library(root), session.lab)
    outcome = await runs.run(request, view, project, session.config, run, means)
    if outcome.change is None:
        return outcome
    run.notes += [f"{name}, which the first way made, is still there." for name in _left(plan)]
    judge = partial(_judged, adds=means.library.adds(record.action))
    return replace(_onto(outcome, view, snapshot, undone), judge=judge)


def _onto(outcome: Outcome, view: Snapshot, now: Snapshot, undone: dict[str, Text]) -> Outcome:
    """A change of the texts before the run, as one of the texts as they are."""
    wanted = {**undone, **applied(outcome.change or Change(), view.read)}
    base = {path: now.read(path) for path in wanted if now.exists(path)}
    edits = {p: e for p, text in base.items() if (e := between(text, wanted[p]))}
    created = {path: text.source for path, text in wanted.items() if path not in base}
    return replace(outcome, change=Change(edits, created), base=base)


def _judged(project: Project, change: Change, *, adds: bool) -> tuple[Check, ...]:
    """What must hold after it was rebased; that the goal is reached was seen before."""
    return checks.all_of(project, index.after(project, change), change, adds=adds)


def _viewed(snapshot: Snapshot, texts: dict[str, Text]) -> Snapshot:
    """The project with some texts in place of what it has."""
    versions = {path: document.version for path, document in snapshot.open.items()}
    over = {path: Document(text, versions.get(path)) for path, text in texts.items()}
    return snapshot.again({**snapshot.open, **over})


def _left(plan: Plan) -> list[str]:
    return [path for path in plan.deleted if path not in plan.edits]


def _files(root: Root, snapshot: Snapshot, record: Record) -> list[Pair]:
    """The texts before and after of what a model may see of a run."""
    found = []
    for file in record.files:
        path = root.name(record.at(file.path))
        if path is not None and snapshot.hidden(path) is None and file.after is not None:
            found.append((path, file.before or "", file.after))
    return found
