"""A change on its way into the editor: rebased, made an edit for this client, sent once, proven."""

import asyncio
from collections.abc import Coroutine, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol, TypeVar

from backlight.agent.desk import Front
from backlight.edits import Change, Edit, apply, between
from backlight.lsp.edit import Target, whole
from backlight.lsp.peer import Unanswered
from backlight.lsp.projects import Root
from backlight.lsp.receipt import Receipt, proven
from backlight.lsp.session import Session
from backlight.rebase import merge
from backlight.runs import Outcome
from backlight.text import Text
from backlight.workspace import Snapshot, Unreadable

QUIET = 0.3
"""Seconds without a key after which editors take an edit as meant (Neovim sends after 0.15)."""
LONGEST_WAIT = 5.0
MOST_TRIES = 5
NOTHING_LEFT = "You changed the same lines meanwhile; nothing was changed."
Answer = TypeVar("Answer")
PATIENCE = 30.0


class Waiting(Front, Protocol):
    """The user's side of a run, and when it began on the clock of the event loop."""

    started: float


@dataclass(slots=True)
class Delivery:
    """What became of a change, for every file."""

    receipts: list[Receipt] = field(default_factory=list)
    refused: str = ""
    """Why nothing was sent at all."""


async def deliver(
    session: Session, root: Root, snapshot: Snapshot, outcome: Outcome, front: Waiting
) -> Delivery:
    """Hand a change over in one edit, on top of what was typed meanwhile; once more if it moved."""
    change = outcome.change or Change()
    if (stopped := await _confirmed(session, outcome, front)) is not None:
        return Delivery(refused=stopped)
    sent = 0
    for _ in range(MOST_TRIES):
        await _quiet(root, change, front.started)
        targets, kept, problem = _targets(root, snapshot, change)
        if not problem and any(target.rebased for target in targets):
            problem = await _still_right(root, outcome, targets)
            if any(_stamp(root, target) != target.stamp for target in targets):
                continue
        if problem or not targets:
            return Delivery(_aside(kept), refused=problem or NOTHING_LEFT)
        stale, receipts = await _whatever_happens(_send(session, root, outcome, targets))
        sent += 1
        if not stale or sent > 1:
            return Delivery([*receipts, *_aside(kept)])
    return Delivery(refused="The text kept changing; nothing was changed. Run it again later.")


async def _confirmed(session: Session, outcome: Outcome, front: Front) -> str | None:
    """Ask before what needs it, unless the editor asks by itself; why not to go on, if so."""
    doubts = [check.detail for check in outcome.checks if check.confirm and not check.ok]
    if not doubts or (session.client.announced.annotates and session.client.announced.versioned):
        return None
    answer = await front.ask(f"{' '.join(doubts)} Apply it?", ("Apply", "Do not apply"), "")
    return None if answer == "Apply" else "It was not confirmed; nothing was changed."


async def _whatever_happens(work: Coroutine[Any, Any, Answer]) -> Answer:
    """Carry something through: an edit on its way cannot be called back, only its end be told."""
    task = asyncio.ensure_future(work)
    try:
        return await asyncio.shield(task)
    except asyncio.CancelledError:
        return await task


async def _send(
    session: Session, root: Root, outcome: Outcome, targets: Sequence[Target]
) -> tuple[bool, list[Receipt]]:
    """Send one edit; whether it was refused because the text moved, and a receipt for each file."""
    edit = whole(session.client.announced, outcome, targets)
    answered: bool | None = None
    reason = ""
    try:
        answered, reason = await session.client.apply(outcome.title or "Backlight", edit, PATIENCE)
    except Unanswered as problem:
        reason = str(problem)
    asked = [_stamp(root, target) for target in targets]
    receipts = await proven(session, root, targets, answered=answered, reason=reason)
    if any(receipt.state != "refused" for receipt in receipts):
        return False, receipts
    # Who says yes may have done it, and not told of it yet: only what came after that is proof
    known = [target.stamp for target in targets] if answered is False else asked
    return [_stamp(root, target) for target in targets] != known, receipts


def _targets(
    root: Root, snapshot: Snapshot, change: Change
) -> tuple[list[Target], dict[str, tuple[Edit, ...]], str]:
    """Every file as it should read, on top of what it reads now; no `await` may come after this."""
    targets, kept = [], {}
    now = root.snapshot()
    for path, edits in change.edits.items():
        try:
            before, current = snapshot.read(path), now.read(path)
        except Unreadable as problem:
            return [], {}, f"{problem}; nothing was changed."
        document = root.documents.at(f"{root.path.rstrip('/')}/{path}")
        if document is None and path in snapshot.open:
            return [], {}, f"{path} was closed meanwhile; nothing was changed."
        if document is not None and document.unsound:
            return [], {}, f"{path} is out of step with the editor; close it and open it again."
        wanted = apply(before, edits)
        rebased = current.data != before.data
        merged = merge(before, wanted, current) if rebased else None
        after = merged.text if merged else wanted
        if merged and merged.kept:
            kept[path] = merged.kept
        if found := between(current, after):
            why = "; ".join(dict.fromkeys(edit.why for edit in edits if edit.why))
            targets.append(Target(path, root.path, document, current, after, found, rebased, why))
    for path, text in change.created.items():
        if now.exists(path):
            return [], {}, f"{path} exists by now; nothing was changed."
        if (locked := now.locked(path)) is not None:
            return [], {}, f"{locked} Nothing was changed."
        new = Edit(0, 0, text)
        targets.append(
            Target(path, root.path, None, None, Text(text), (new,), False, "Creates it.")
        )
    return targets, kept, ""


async def _still_right(root: Root, outcome: Outcome, targets: Sequence[Target]) -> str:
    """Judge a change again after it was rebased; why it may not be applied, or nothing."""
    if outcome.judge is None:
        return ""
    edits = {t.path: t.edits for t in targets if t.before is not None}
    created = {t.path: t.after.source for t in targets if t.before is None}
    project = await root.known(root.snapshot())
    checks = await asyncio.to_thread(outcome.judge, project, Change(edits, created))
    failed = [check for check in checks if not check.ok and not check.confirm]
    if not failed:
        return ""
    said = " ".join(f"{check.name}: {check.detail}" for check in failed)
    return f"With what you typed meanwhile it is not right any more; nothing was changed. {said}"


async def _quiet(root: Root, change: Change, started: float) -> None:
    """Wait until nobody types in the files of a change; not for ever.

    Editors tell of a key a moment after it. At the click they told everything, so an instant run
    goes on; one that took longer looks for a moment whether news are on their way.
    """
    loop = asyncio.get_running_loop()
    begin = loop.time()
    end = begin + LONGEST_WAIT
    known = begin if begin - started > QUIET else 0.0
    while (now := loop.time()) < end:
        documents = (root.documents.at(f"{root.path.rstrip('/')}/{path}") for path in change.edits)
        last = max((known, *(d.touched for d in documents if d is not None)))
        if now - last >= QUIET:
            return
        await asyncio.sleep(last + QUIET - now)


def _stamp(root: Root, target: Target) -> int | None:
    document = root.documents.at(target.absolute)
    return document.stamp if document is not None else None


def _aside(kept: dict[str, tuple[Edit, ...]]) -> list[Receipt]:
    return [Receipt(path, "kept", f"{len(hunks)}") for path, hunks in kept.items()]
