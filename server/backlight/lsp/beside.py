"""The disk beside a buffer: whether somebody else wrote a file while it was open here.

Editors tell of it when they look, and some look late; a run whose change goes into such a buffer
says so, for to save it would undo what was written meanwhile.
"""

import asyncio
from collections.abc import Awaitable, Callable
from pathlib import Path

from backlight.edits import Change
from backlight.lsp.delivery import Delivery
from backlight.lsp.document import Document
from backlight.lsp.ledger import THERE
from backlight.lsp.root import Root
from backlight.lsp.session import Session
from backlight.renormalize import same_lines
from backlight.text import Text
from backlight.workspace import Unreadable

SAID = "was written by somebody else while it was open here; compare it with the disk before saving"


async def look(session: Session, document: Document) -> None:
    """Remember the state of the file that a buffer came from, went to, or was loaded from anew."""
    state = await asyncio.to_thread(_state, document.path)
    if document.disk is not None:
        if state == document.disk:
            return
        root, text = session.root(document), document.text
        if await asyncio.to_thread(_differs, root, document.name, text):
            return
    document.disk = state


Handing = Callable[[], Awaitable[Delivery]]
"""Hands a change over."""


async def noticed(root: Root, change: Change, handing: Handing, notes: list[str]) -> Delivery:
    """Hand a change over; `notes` gets a sentence for each buffer that hides what others wrote."""
    written = await _overwritten(root, change)
    delivery = await handing()
    there = {receipt.path for receipt in delivery.receipts if receipt.state in THERE}
    notes += [said for path, said in written.items() if path in there]
    return delivery


async def _overwritten(root: Root, change: Change) -> dict[str, str]:
    """The open files of a change that somebody else wrote, each with a sentence, said once."""
    found: dict[str, str] = {}
    for path in change.edits:
        document = root.open(path)
        if document is None or document.disk is None:
            continue
        known, text = document.disk, document.text
        state = await asyncio.to_thread(_state, document.path)
        if not state or state == known:
            continue
        if await asyncio.to_thread(_differs, root, path, text):
            found[path] = f"{path} {SAID}."
        document.disk = state
    return found


def _state(path: str) -> tuple[int, ...]:
    """What changes when a file is written; nothing if there is none."""
    try:
        there = Path(path).stat()
    except OSError:
        return ()
    return there.st_mtime_ns, there.st_size, there.st_ino


def _differs(root: Root, path: str, text: Text) -> bool:
    """Whether the disk has another text than a buffer; what cannot be read is not known to."""
    try:
        there = root.files.read(path)
    except Unreadable:
        return False
    turned = "\n" in there.source and (there.eol, text.eol) == ("\n", "\r\n")
    return turned or not same_lines(there, text)  # No editor makes carriage returns by reading
