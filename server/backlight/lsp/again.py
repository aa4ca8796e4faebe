"""`backlight.undo`, `backlight.rest`, `backlight.finish`: once more about a run of the past."""

import asyncio
from collections.abc import Coroutine
from dataclasses import replace
from functools import partial
from typing import Any

from backlight import index
from backlight.edits import Change, apply, between
from backlight.lsp import given
from backlight.lsp.apply import deliver
from backlight.lsp.aside import together
from backlight.lsp.beside import noticed
from backlight.lsp.delivery import Delivery
from backlight.lsp.document import Document
from backlight.lsp.front import Run, recorded, start
from backlight.lsp.ledger import THERE, label, settled
from backlight.lsp.peer import REQUEST_FAILED, Failure
from backlight.lsp.plan import Plan, planned
from backlight.lsp.root import Root
from backlight.lsp.session import Session
from backlight.lsp.summary import sentence, tell, unchanged
from backlight.lsp.target import Aim, sent
from backlight.lsp.verdicts import verdicts
from backlight.runs import Outcome
from backlight.state.record import File, Record, Way
from backlight.text import Text

OFFERED = "The code actions there go on to offer to undo what stays."
GONE = "This run is not at hand any more; `backlight runs` shows what it did."


async def again(session: Session, way: Way, argument: Any) -> dict[str, str]:
    """Start it: the answer comes before the work begins."""
    record, document = past(session, argument)
    work = partial(_worked, record=record, way=way, root=session.root(document))
    return {"runId": await start(session, label(way, record), work)}


def past(session: Session, argument: Any) -> tuple[Record, Document]:
    """The run that a command is about, and the file it is given in; raises `Failure`."""
    record = session.ledger.get(given.text(argument, "runId"))
    document = session.documents.get(given.text(argument, "uri"))
    if record is None:
        raise Failure(REQUEST_FAILED, GONE)
    if document is None or document.unsound:
        raise Failure(REQUEST_FAILED, "This file is not open here, or out of step; open it again.")
    return record, document


async def _worked(run: Run, record: Record, way: Way, root: Root) -> str:
    """Plan it, ask what must be asked, hand it over, and say how it went."""
    async with run.session.in_hand.turn(record.at(record.path)):
        record = run.session.ledger.get(record.run) or record  # It may be done with by now
        plan = await asyncio.to_thread(planned, root, root.snapshot(), record, way)
        if way == "rest" and plan.clash and await _insists(run, plan):
            # What is typed while it is asked was not shown: it is typed on this plan, and stays
            plan = await asyncio.to_thread(planned, root, plan.now, record, way, insist=True)
        run.notes[:] = plan.notes
        await run.keep(_fresh(run, record, way, root))
        outcome = Outcome(action=record.action, title=run.title, change=plan.change, base=plan.base)
        delivery = await _delivered(run, root, outcome, plan, record, way)
        stays = way == "undo" and any(not root.unseen(path) for path in plan.left)
        run.notes += [OFFERED] if stays else []
        if not delivery.receipts and not delivery.refused:
            nothing = "Nothing was changed." if plan.notes else "There is nothing left to do."
            outcome = replace(outcome, refused=nothing)
        same = unchanged(outcome, delivery)
        await run.ended(sentence(outcome, delivery)[1], delivery.files, unchanged=same)
        await _settled(run.session, root, record, way, delivery, plan)
        return tell(run.session, run, outcome, delivery)


def _fresh(run: Run, record: Record, way: Way, root: Root) -> Record:
    """The record of this run; what is undone twice is there again, as if it was run."""
    redone = way == "undo" and record.way == "undo"
    return recorded(
        run,
        root=root.path,
        path=root.name(record.at(record.path)) or record.path,
        line=record.line,
        action=record.action,
        title=record.title,
        way="run" if redone else way,
    )


async def _insists(run: Run, plan: Plan) -> bool:
    """Show both texts, and ask which one counts; nobody there means the user's."""
    question = "\n".join(plan.clash.values()) + "Replace what you wrote?"
    return await run.ask(question, ("Replace it", "Keep mine"), "Keep mine") == "Replace it"


async def _delivered(
    run: Run, root: Root, outcome: Outcome, plan: Plan, record: Record, way: Way
) -> Delivery:
    """First all that is written, in one edit; then, alone, what the run had made."""
    session, delivery = run.session, Delivery()
    if plan.change.files:
        project = index.upon(await root.known(plan.now), plan.base)
        adds = session.library(root).adds(record.action)
        judge = partial(verdicts, adds=adds, way=way, plan=plan)
        found = await asyncio.to_thread(judge, project, plan.change)
        failed = [check.detail for check in found if not check.ok and not check.confirm]
        if failed:
            return Delivery(
                refused=f"It does not fit any more; nothing was changed. {' '.join(failed)}"
            )
        ready = replace(outcome, checks=found, judge=judge)
        handing = partial(deliver, session, root, plan.now, ready, run)
        delivery = await noticed(root, plan.change, handing, run.notes)
    if plan.deleted and not delivery.refused:
        run.sofar = delivery.files
        removal = replace(outcome, change=Change(deleted=tuple(plan.deleted)))
        more = await _unless_stopped(plan, deliver(session, root, root.snapshot(), removal, run))
        if more.refused and delivery.receipts:
            stays = f"{', '.join(plan.deleted)} stays, as you wish."
            run.notes.append(stays if more.receipts else more.refused)
        refused = "" if delivery.receipts else more.refused
        receipts = [*delivery.receipts, *(() if more.refused else more.receipts)]
        delivery = Delivery(receipts, refused, (*delivery.files, *more.files))
    if way == "undo":
        _leave(root, record, plan, delivery)
    else:
        delivery.files = _with_rest(delivery.files, plan)
    return delivery


async def _unless_stopped(plan: Plan, second: Coroutine[Any, Any, Delivery]) -> Delivery:
    """The second step; who cancels it has the first one all the same."""
    try:
        return await second
    except asyncio.CancelledError:
        return Delivery(refused=f"{', '.join(plan.deleted)} stays, for you cancelled.")


def _with_rest(files: tuple[File, ...], plan: Plan) -> tuple[File, ...]:
    """The files of the new run, with what was left aside when it was planned."""
    aside = {f.path: f for f in sent(Aim(kept=plan.kept), dict.fromkeys(plan.kept, "kept"))}
    found = dict(aside)
    for file in files:
        kept = aside.get(file.path)
        if kept is not None and file.rest is not None:
            later = Text(file.base), between(Text(file.base), Text(file.rest))
            base, hunks = together(plan.kept[file.path], later)
            kept = replace(kept, rest=apply(base, hunks).source)
        found[file.path] = replace(file, base=kept.base, rest=kept.rest) if kept else file
    return tuple(found.values())


def _leave(root: Root, record: Record, plan: Plan, delivery: Delivery) -> None:
    """What an Undo has left to the user's typing, or by the user's choice, the old run offers on.

    Of hunks that were kept back on the way it is not told which, so all of the file stay to be.
    """
    known = {root.name(record.at(file.path)): file for file in record.files}
    gone = {receipt.path for receipt in delivery.receipts if receipt.state in THERE}
    aside = [file.path for file in delivery.files if file.rest is not None]
    for path in (*aside, *(path for path in plan.deleted if path not in gone)):
        if path in known:
            plan.left[path] = known[path]
    delivery.files = tuple(replace(file, base="", rest=None) for file in delivery.files)


async def _settled(
    session: Session, root: Root, record: Record, way: Way, delivery: Delivery, plan: Plan
) -> None:
    """The old run offers no more what has been done about it; else it goes on to offer it."""
    if delivery.refused and not delivery.receipts:
        return
    seen = THERE - {"unseen"} if way == "undo" else THERE
    not_arrived = {r.path for r in delivery.receipts if r.state not in seen and r.state != "kept"}
    files, left = list[File](), {*not_arrived, *plan.left}
    there = set[str]()
    if way == "finish" and plan.there:  # Some may be gone again since others were handed over
        there = plan.there & planned(root, root.snapshot(), record, way).there
    for file in record.files:
        path = root.name(record.at(file.path)) or file.path
        stays = file if path in not_arrived else plan.left.get(path)
        known = replace(file, state="applied") if path in there else None
        files.append(stays or known or settled(record, file, way))
    record = replace(record, files=tuple(files))
    if not left and way == "undo":
        record = replace(record, undone=True)
    elif not left and way == "finish":
        record = replace(record, state="done", said="It was finished later.")
    session.ledger.remember(await session.ledger.keep(record))
