"""A change on its way into the editor: rebased, made an edit for this client, sent, proven."""

import asyncio
from dataclasses import replace
from typing import Protocol

from backlight.agent.desk import Front
from backlight.checks import removals
from backlight.edits import Change
from backlight.lsp import removal
from backlight.lsp.delivery import Delivery, delivered, nothing_to_send, parted
from backlight.lsp.doubts import doubts, still_right
from backlight.lsp.once import send
from backlight.lsp.pause import caught_up, quiet
from backlight.lsp.receipt import Receipt, arrived, proven
from backlight.lsp.root import Root
from backlight.lsp.session import Session
from backlight.lsp.target import Aim, NotNow, aimed, sent
from backlight.lsp.through import stopped, through
from backlight.runs import Outcome
from backlight.state.record import File
from backlight.workspace import Snapshot

MOST_TRIES = 5
DECLINED = "It was not confirmed; nothing was changed."


class Waiting(Front, Protocol):
    """The user's side of a run."""

    @property
    def started(self) -> float:
        """When the run began, on the clock of the event loop."""

    sofar: tuple[File, ...]
    """What edits before the one to come have changed."""

    async def sending(self, files: tuple[File, ...]) -> None:
        """Write down what is about to be sent: nothing of it may be lost."""


async def deliver(
    session: Session, root: Root, snapshot: Snapshot, outcome: Outcome, front: Waiting
) -> Delivery:
    """Hand a change over in one edit, on top of what was typed meanwhile; once more if it moved.

    One after the other: an edit is made for texts in which the one before it has arrived.
    """
    change = outcome.change or Change()
    removes = bool(change.deleted or change.renamed)
    if removes and (why_not := removal.refused(session, change)):
        return Delivery(refused=why_not)
    wrong = doubts((*outcome.checks, removals.check(change)), change)
    if wrong and not session.client.announced.confirms:
        reasons = " ".join(dict.fromkeys(wrong.values()))
        answer = await front.ask(f"{reasons} Apply it?", ("Apply", "Do not apply"), "")
        if answer != "Apply":
            return Delivery([Receipt(path, "declined") for path in change.files], DECLINED)
    async with session.in_hand.handing:
        if removes:
            return await _removed(session, root, outcome.title, change, front)
        return await _handed(session, root, snapshot, outcome, front)


async def _removed(
    session: Session, root: Root, title: str, change: Change, front: Waiting
) -> Delivery:
    """Files deleted or renamed, which the user has agreed to."""
    files = removal.journal(root, change)
    await front.sending(files)
    receipts = await through(removal.removed(session, root, title, change))
    states: dict[str, str] = {receipt.path: receipt.state for receipt in receipts}
    states |= {new: states[old] for old, new in change.renamed.items()}
    told = tuple(replace(file, state=states.get(file.path, "")) for file in files)
    return Delivery(receipts, files=told)


async def _handed(
    session: Session, root: Root, snapshot: Snapshot, outcome: Outcome, front: Waiting
) -> Delivery:
    """Send it, and once more if the text moved; what is sent first may arrive late all the same."""
    first: Aim | None = None
    end = Delivery(refused="The text kept changing; nothing was changed. Run it again later.")
    for _ in range(MOST_TRIES):
        try:
            aim, asks = await _ready(session, root, snapshot, outcome, front)
        except NotNow as problem:
            end = Delivery(refused=str(problem))
            break
        if not aim.targets:
            end = delivered(root, aim, [], nothing_to_send(aim, first))
            break
        told = await through(send(session, root, aim, outcome.title, asks))
        if told is None:
            continue
        moved, receipts = told
        if not moved or first is not None or stopped():
            return delivered(root, aim, receipts, "")
        if any(receipt.state != "refused" for receipt in receipts):
            had, rest = parted(root, outcome, aim, receipts, moved)
            return await _completed(session, root, snapshot, rest, front, had)
        first = aim
    if first is not None:
        receipts = await proven(session, root, first.targets, answered=None, reason="")
        if any(map(arrived, receipts)):
            return delivered(root, first, receipts, "")
    return end


async def _completed(
    session: Session, root: Root, snapshot: Snapshot, rest: Outcome, front: Waiting, had: Delivery
) -> Delivery:
    """Send what an editor left out of an edit, for those texts had moved; it took the others."""
    sofar = front.sofar
    front.sofar = (*sofar, *had.files)
    try:
        more = await _handed(session, root, snapshot, rest, front)
    except asyncio.CancelledError:
        more = Delivery(refused="you cancelled before it was sent once more")
    front.sofar = sofar
    files = rest.change.files if rest.change else ()
    lacking = [Receipt(path, "refused", more.refused) for path in files]
    after = lacking if more.refused and not more.receipts else more.receipts
    return Delivery([*had.receipts, *after], "", (*had.files, *more.files))


async def _ready(
    session: Session, root: Root, snapshot: Snapshot, outcome: Outcome, front: Waiting
) -> tuple[Aim, dict[str, str]]:
    """What can be sent now, written down, and what the user must agree to; raises `NotNow`."""
    change = outcome.change or Change()
    await quiet(root, change, front.started)
    aim = aimed(root, snapshot, change, outcome.base)
    if not aim.targets:
        return aim, {}
    agreed = doubts(outcome.checks, change)
    found = doubts(await still_right(root, outcome, aim), change)
    if not session.client.announced.confirms and (new := found.keys() - agreed.keys()):
        raise NotNow(f"{' '.join(found[path] for path in new)} Nothing was changed.")
    await front.sending(sent(aim, {}))
    await caught_up(session.client, front.started)
    return aim, found
