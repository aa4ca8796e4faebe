"""A change on its way into the editor: rebased, made an edit for this client, sent, proven."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Protocol

from backlight import index
from backlight.agent.desk import Front
from backlight.checks import Check, removals
from backlight.edits import Change
from backlight.lsp import removal
from backlight.lsp.once import send
from backlight.lsp.pause import caught_up, quiet
from backlight.lsp.receipt import Receipt, arrived, proven
from backlight.lsp.root import Root
from backlight.lsp.session import Session
from backlight.lsp.target import Aim, NotNow, aimed, out_of_date, sent
from backlight.lsp.through import stopped, through
from backlight.rebase import together
from backlight.runs import Outcome
from backlight.state.record import File
from backlight.workspace import Snapshot

MOST_TRIES = 5
NOTHING_LEFT = (
    "You changed the same lines meanwhile; nothing was changed. "
    "The code actions there offer it again."
)
NOT_SEEN = (
    "You changed the same lines meanwhile; the change was not seen to arrive. "
    "The code actions there offer it again."
)
ALREADY = "It is there already; nothing was changed."
DECLINED = "It was not confirmed; nothing was changed."


class Waiting(Front, Protocol):
    """The user's side of a run."""

    @property
    def started(self) -> float:
        """When the run began, on the clock of the event loop."""

    async def sending(self, files: tuple[File, ...]) -> None:
        """Write down what is about to be sent: nothing of it may be lost."""


@dataclass(slots=True)
class Delivery:
    """What became of a change, for every file."""

    receipts: list[Receipt] = field(default_factory=list)
    refused: str = ""
    """Why nothing was sent at all."""
    files: tuple[File, ...] = ()
    """What was sent, and what was kept aside, for the journal; nothing if it was not looked at."""


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
    doubts = _doubts((*outcome.checks, removals.check(change)), change)
    if doubts and not session.client.announced.confirms:
        reasons = " ".join(dict.fromkeys(doubts.values()))
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
            aim, doubts = await _ready(session, root, snapshot, outcome, front)
        except NotNow as problem:
            end = Delivery(refused=str(problem))
            break
        if not aim.targets:
            end = _delivered(aim, [], _nothing_to_send(aim, first))
            break
        told = await through(send(session, root, aim, outcome.title, doubts))
        if told is None:
            continue
        stale, receipts = told
        if not stale or first is not None or stopped():
            return _delivered(aim, receipts, "")
        first = aim
    if first is not None:
        receipts = await proven(session, root, first.targets, answered=None, reason="")
        if any(map(arrived, receipts)):
            return _delivered(first, receipts, "")
    return end


def _nothing_to_send(aim: Aim, first: Aim | None) -> str:
    """Why not; what the editor denied to have done before may have been done all the same."""
    if not aim.kept:
        return ALREADY
    return NOTHING_LEFT if first is None else NOT_SEEN


async def _ready(
    session: Session, root: Root, snapshot: Snapshot, outcome: Outcome, front: Waiting
) -> tuple[Aim, dict[str, str]]:
    """What can be sent now, written down, and what the user must agree to; raises `NotNow`."""
    change = outcome.change or Change()
    await quiet(root, change, front.started)
    aim = aimed(root, snapshot, change, outcome.base)
    if not aim.targets:
        return aim, {}
    agreed = _doubts(outcome.checks, change)
    doubts = _doubts(await _still_right(root, outcome, aim), change)
    if not session.client.announced.confirms and (new := doubts.keys() - agreed.keys()):
        raise NotNow(f"{' '.join(doubts[path] for path in new)} Nothing was changed.")
    await front.sending(sent(aim, {}))
    await caught_up(session.client, front.started)
    return aim, doubts


def _delivered(aim: Aim, receipts: list[Receipt], refused: str) -> Delivery:
    """What became of it, and what was left out: by the user's typing, or by the user's choice."""
    for receipt in receipts:
        if (missing := receipt.missing) is not None:
            before = aim.kept.get(receipt.path)
            aim.kept[receipt.path] = together(before, missing) if before else missing
    states: dict[str, str] = dict.fromkeys(aim.kept, "kept")
    states |= {receipt.path: receipt.state for receipt in receipts}
    aside = [p for p in aim.kept if states[p] not in {"part", "other"}]
    kept = [Receipt(path, "kept", f"{len(aim.kept[path][1])}") for path in aside]
    return Delivery([*receipts, *kept], refused, sent(aim, states))


def _doubts(checks: Sequence[Check], change: Change) -> dict[str, str]:
    """The files that the user must agree to, each with the reason."""
    doubts: dict[str, str] = {}
    for check in checks:
        if check.confirm and not check.ok:
            for path in check.files or change.files:
                known = doubts.get(path, "")
                doubts[path] = known if check.detail in known else f"{known} {check.detail}".strip()
    return doubts


async def _still_right(root: Root, outcome: Outcome, aim: Aim) -> tuple[Check, ...]:
    """Judge a change again after it was rebased; raises `NotNow` if it may not be applied."""
    if outcome.judge is None or not any(target.rebased for target in aim.targets):
        return outcome.checks
    known = await root.known(root.snapshot())
    texts = {target.path: target.before for target in aim.targets if target.before is not None}
    project = await asyncio.to_thread(index.upon, known, texts)
    checks = await asyncio.to_thread(outcome.judge, project, aim.change)
    failed = [check for check in checks if not check.ok and not check.confirm]
    if failed and not out_of_date(root, aim):  # Else it is judged again on a fresh rebase
        said = " ".join(f"{check.name}: {check.detail}" for check in failed)
        wrong = "With what you typed meanwhile it is not right any more; nothing was changed."
        raise NotNow(f"{wrong} {said}")
    return checks
