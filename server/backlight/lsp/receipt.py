"""What really became of an edit: the text that came back is the proof, not the editor's answer."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal

from backlight.edits import Edit, between
from backlight.lsp.root import Root
from backlight.lsp.session import Session
from backlight.lsp.target import Target
from backlight.lsp.unseen import LATER
from backlight.rebase import merge
from backlight.renormalize import renormalized
from backlight.survivors import survivors
from backlight.text import Text
from backlight.workspace import Unreadable

State = Literal["applied", "rebased", "part", "refused", "other", "unseen", "kept", "declined"]

PATIENCE = 2.0
"""Seconds in which editors send the change they made (Emacs and Kate take 0.5)."""
LATE = "it says that it is done"
LOST = "its text is out of step with the editor"
"""Nobody here knows how such a file reads, whatever the editor answered."""


@dataclass(frozen=True, slots=True)
class Receipt:
    """One file: what became of it, and why."""

    path: str
    state: State
    reason: str = ""
    ours: bool = False
    """Whether hunks of ours stand in the file, or may, where it does not read as it was sent."""
    missing: tuple[Text, tuple[Edit, ...]] | None = None
    """Hunks that are not there for certain, and the text they are for: they are offered again."""


async def proven(
    session: Session, root: Root, targets: Sequence[Target], *, answered: bool | None, reason: str
) -> list[Receipt]:
    """Watch the texts for a moment, and say for each file what is so.

    The user may take out what has arrived while other files are awaited: that is no refusal.
    """
    loop = asyncio.get_running_loop()
    patience = PATIENCE if answered is not False else PATIENCE / 4
    end = loop.time() + patience
    found: list[Receipt] = []
    there: dict[str, Receipt] = {}
    stamps: list[int | None] = [None] * len(targets)
    while True:
        before, stamps = stamps, _stamps(session, targets)
        found = [
            _seen(session, root, target, answered=answered)
            if stamp is None or stamp != was
            else found[at]  # To compare three texts of megabytes again would hold up every key
            for at, (target, stamp, was) in enumerate(zip(targets, stamps, before, strict=True))
        ]
        there |= {each.path: each for each in found if _there(each)}
        if loop.time() >= end or all(each.state == "applied" for each in found):
            break
        await asyncio.sleep(0.02)
    both = zip(targets, found, strict=True)
    told = [_told(target, each, answered=answered, reason=reason) for target, each in both]
    return [
        replace(there[each.path], state="other")
        if each.state == "refused" and each.path in there
        else each
        for each in told
    ]


def _there(seen: Receipt) -> bool:
    """Whether hunks of ours stand in the file, or may."""
    return seen.state == "applied" or seen.ours


def arrived(told: Receipt) -> bool:
    """Whether hunks of ours stand in the file, or may."""
    return told.state in {"applied", "rebased", "unseen"} or told.ours


def _stamps(session: Session, targets: Sequence[Target]) -> list[int | None]:
    """Of the texts as they are told of; `None` for a file that is not open."""
    documents = [session.documents.at(target.absolute) for target in targets]
    return [document.stamp if document is not None else None for document in documents]


def _seen(session: Session, root: Root, target: Target, *, answered: bool | None) -> Receipt:
    """How a file reads now, against how it should."""
    document = session.documents.at(target.absolute)
    if document is None:
        return Receipt(target.path, _on_disk(root, target))
    if document.unsound:
        return Receipt(target.path, "unseen", LOST)
    now = document.text
    before, after = renormalized(target.before or Text(""), target.after, now)
    if now.source == after.source:
        return Receipt(target.path, "applied")
    if now.source == before.source:
        # Nothing was told of it since: Emacs, after it has asked, says nothing before the next key
        late = document.stamp == target.stamp and answered is True
        return Receipt(target.path, "unseen", LATE) if late else Receipt(target.path, "refused")
    if target.before is None:
        return Receipt(target.path, "other")
    return _compared(target.path, (before, after, now), answered=answered)


def _compared(path: str, texts: tuple[Text, Text, Text], *, answered: bool | None) -> Receipt:
    """A text that is neither the old one nor the new one: which of our hunks it has.

    What stands within what was typed may be typed as well, where the editor says that it is not
    ours.
    """
    before, after, now = texts
    again = merge(before, after, now)
    if not again.kept and again.text.data == now.data:
        return Receipt(path, "applied")
    ours = between(before, after)
    found = survivors(before, after, now)
    taken = found.whole if answered is False else found.whole | found.within
    missing = before, tuple(edit for edit in ours if edit not in taken)
    if not missing[1]:
        return Receipt(path, "applied")
    if taken or found.within or found.doubtful:
        only_ours = taken == {*between(before, now)}
        return Receipt(path, "part" if only_ours else "other", ours=True, missing=missing)
    return Receipt(path, "other", missing=missing) if again.kept else Receipt(path, "refused")


def _on_disk(root: Root, target: Target) -> State:
    """A file that is not open in the editor, or not told of."""
    try:
        text = root.files.read(target.path)
    except Unreadable:
        return "unseen"
    before, after = renormalized(target.before or Text(""), target.after, text)
    if text.source == after.source:
        return "applied"
    if target.before is None or text.source == before.source:
        return "unseen" if target.document is None else "refused"  # It was closed since
    seen = _compared(target.path, (before, after, text), answered=None)
    return "applied" if seen.state == "applied" else "unseen"


def _told(target: Target, seen: Receipt, *, answered: bool | None, reason: str) -> Receipt:
    """The receipt, with what the editor itself says."""
    if seen.state == "applied":
        return replace(seen, state="rebased" if target.rebased else "applied")
    if seen.reason == LOST:
        return seen
    if seen.state in {"unseen", "other"} and answered is False and not seen.ours:
        return Receipt(target.path, "refused", reason)
    later = LATER if seen.state == "unseen" else ""
    return replace(seen, reason=seen.reason or reason or later)
