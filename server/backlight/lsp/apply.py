"""A change on its way into the editor: rebased, made an edit for this client, sent once, proven."""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Protocol

from backlight import index
from backlight.agent.desk import Front
from backlight.checks import Check, removals
from backlight.edits import Change
from backlight.lsp import removal
from backlight.lsp.client import ASKING
from backlight.lsp.edit import whole
from backlight.lsp.layer import layer
from backlight.lsp.pause import caught_up, quiet
from backlight.lsp.peer import Denied, Unanswered
from backlight.lsp.receipt import Receipt, proven
from backlight.lsp.root import Root
from backlight.lsp.session import Session
from backlight.lsp.target import Aim, NotNow, Target, aimed, out_of_date, sent
from backlight.lsp.through import stopped, through
from backlight.runs import Outcome
from backlight.state.record import File
from backlight.workspace import Snapshot

MOST_TRIES = 5
NOTHING_LEFT = (
    "You changed the same lines meanwhile; nothing was changed. "
    "The code actions there offer it again."
)
DECLINED = "It was not confirmed; nothing was changed."
PATIENCE = 30.0
"""Seconds for an answer; where the editor shows the change and asks about it, `ASKING`."""


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
        try:
            return await _handed(session, root, snapshot, outcome, front)
        except NotNow as problem:
            return Delivery(refused=str(problem))


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
    change, count = outcome.change or Change(), 0
    agreed = _doubts(outcome.checks, change)
    for _ in range(MOST_TRIES):
        await quiet(root, change, front.started)
        aim = aimed(root, snapshot, change, outcome.base)
        if not aim.targets:
            return _delivered(aim, [], NOTHING_LEFT)
        doubts = _doubts(await _still_right(root, outcome, aim), change)
        if not session.client.announced.confirms and (new := doubts.keys() - agreed.keys()):
            raise NotNow(f"{' '.join(doubts[path] for path in new)} Nothing was changed.")
        await front.sending(sent(aim, {}))
        await caught_up(session.client, front.started)
        if out_of_date(root, aim):
            continue
        stale, receipts = await through(_send(session, root, aim, outcome.title, doubts))
        count += 1
        if not stale or count > 1 or stopped():
            return _delivered(aim, receipts, "")
    raise NotNow("The text kept changing; nothing was changed. Run it again later.")


def _delivered(aim: Aim, receipts: list[Receipt], refused: str) -> Delivery:
    """What became of it, and what was left out: by the user's typing, or by the user's choice."""
    aim.kept |= {r.path: r.missing for r in receipts if r.missing is not None and r.missing[1]}
    states: dict[str, str] = dict.fromkeys(aim.kept, "kept")
    states |= {receipt.path: receipt.state for receipt in receipts}
    aside = [p for p in aim.kept if states[p] not in {"part", "other"}]
    kept = [Receipt(path, "kept", f"{len(aim.kept[path][1])}") for path in aside]
    return Delivery([*receipts, *kept], refused, sent(aim, states))


async def _send(
    session: Session, root: Root, aim: Aim, title: str, doubts: Mapping[str, str]
) -> tuple[bool, list[Receipt]]:
    """Send one edit; whether it was refused because the text moved, and a receipt for each file."""
    targets, announced = aim.targets, session.client.announced
    shows = announced.annotates
    layers = {target.path: layer(target.path, target.after) for target in targets if shows}
    edit = whole(announced, targets, doubts if announced.confirms else {}, layers)
    notes = edit.get("changeAnnotations", {}).values() if announced.confirms else ()
    asks = announced.asks_first or any(note["needsConfirmation"] for note in notes)
    patience = ASKING if asks else PATIENCE
    answered: bool | None = None
    reason = ""
    try:
        answered, reason = await session.client.apply(title or "Backlight", edit, patience)
    except Unanswered as problem:
        answered, reason = (False if isinstance(problem, Denied) else None), str(problem)
    asked = _stamps(root, targets)
    receipts = await proven(session, root, targets, answered=answered, reason=reason)
    if any(receipt.state != "refused" for receipt in receipts):
        return False, receipts
    # Who says yes may have done it, and not told of it yet: only what came after that is proof
    made_for = [target.stamp if target.document is not None else None for target in targets]
    return _stamps(root, targets) != (made_for if answered is False else asked), receipts


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


def _stamps(root: Root, targets: Sequence[Target]) -> list[object]:
    """Of the open documents among the files."""
    documents = [root.documents.at(target.absolute) for target in targets]
    return [document.stamp if document is not None else None for document in documents]
