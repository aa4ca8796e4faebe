"""What really became of an edit: the text that came back is the proof, not the editor's answer."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from backlight.lsp.edit import BOM, Target
from backlight.lsp.projects import Root
from backlight.lsp.session import Session
from backlight.rebase import merge
from backlight.workspace import Unreadable

State = Literal["applied", "rebased", "refused", "other", "unseen", "kept"]

PATIENCE = 2.0
"""Seconds in which editors send the change they made (Emacs and Kate take 0.5)."""


@dataclass(frozen=True, slots=True)
class Receipt:
    """One file: what became of it, and why."""

    path: str
    state: State
    reason: str = ""


async def proven(
    session: Session, root: Root, targets: Sequence[Target], *, answered: bool | None, reason: str
) -> list[Receipt]:
    """Watch the texts for a moment, and say for each file what is so."""
    loop = asyncio.get_running_loop()
    patience = PATIENCE if answered is not False else PATIENCE / 4
    end = loop.time() + patience
    seen = {target.path: _seen(session, root, target) for target in targets}
    while loop.time() < end and any(state != "applied" for state in seen.values()):
        await asyncio.sleep(0.02)
        seen = {target.path: _seen(session, root, target) for target in targets}
    return [
        _receipt(target, seen[target.path], answered=answered, reason=reason) for target in targets
    ]


def _seen(session: Session, root: Root, target: Target) -> State:
    """How a file reads now, against how it should."""
    document = session.documents.at(target.absolute)
    if document is None:
        return _on_disk(root, target)
    before = target.before.source if target.before is not None else ""
    if document.text.source == target.after.source:
        return "applied"
    if document.text.source in {before, before.removeprefix(BOM)}:
        return "refused"
    if target.before is None:
        return "other"
    again = merge(target.before, target.after, document.text)
    if again.kept:
        return "other"
    return "applied" if again.text.data == document.text.data else "refused"


def _on_disk(root: Root, target: Target) -> State:
    """A file that is not open in the editor, or not told of."""
    try:
        text = root.files.read(target.path)
    except Unreadable:
        return "unseen"
    return "applied" if text.source == target.after.source else "unseen"


def _receipt(target: Target, state: State, *, answered: bool | None, reason: str) -> Receipt:
    if state == "applied":
        return Receipt(target.path, "rebased" if target.rebased else "applied")
    if state in {"unseen", "other"} and answered is False:
        return Receipt(target.path, "refused", reason)
    return Receipt(target.path, state, reason)
