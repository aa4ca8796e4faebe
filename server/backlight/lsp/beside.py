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
        there = await asyncio.to_thread(_read, session.root(document), document.name)
        if there is not None and not _own(there, document, document.text):
            return
    document.disk = state


Handing = Callable[[], Awaitable[Delivery]]
"""Hands a change over."""


async def noticed(root: Root, change: Change, handing: Handing, notes: list[str]) -> Delivery:
    """Hand a change over; `notes` gets a sentence for each buffer that hides what others wrote.

    Whether it was the editor that wrote may be told only while the change is handed over.
    """
    written = [found for path in change.edits if (found := await _written(root, path)) is not None]
    delivery = await handing()
    there = {receipt.path for receipt in delivery.receipts if receipt.state in THERE}
    for document, text, disk in written:
        if not _own(disk, document, text) and document.name in there:
            notes.append(f"{document.name} {SAID}.")
    return delivery


async def _written(root: Root, path: str) -> tuple[Document, Text, Text] | None:
    """An open file that was written since one last looked: its buffer, and the disk; told once."""
    document = root.open(path)
    if document is None or document.disk is None:
        return None
    known, text = document.disk, document.text
    state = await asyncio.to_thread(_state, document.path)
    if not state or state == known:
        return None
    document.disk = state
    there = await asyncio.to_thread(_read, root, path)
    return (document, text, there) if there is not None else None


def _own(disk: Text, document: Document, text: Text) -> bool:
    """Whether the disk has what the buffer had, has now, or had when the editor saved it.

    Editors end the last line as they save, or take empty ones away: so much is no news.
    """
    ours = [each for each in (text, document.text, document.saved) if each is not None]
    return any(_as_saved(disk, each) for each in ours)


def _as_saved(disk: Text, buffer: Text) -> bool:
    """Whether the disk has a buffer; none that ends as on Windows is saved with line feeds."""
    turned = "\n" in disk.source and (disk.eol, buffer.eol) == ("\n", "\r\n")
    return not turned and same_lines(*(Text(t.source.rstrip("\r\n")) for t in (disk, buffer)))


def _state(path: str) -> tuple[int, ...]:
    """What changes when a file is written; nothing if there is none."""
    try:
        there = Path(path).stat()
    except OSError:
        return ()
    return there.st_mtime_ns, there.st_size, there.st_ino


def _read(root: Root, path: str) -> Text | None:
    """The text on the disk; nothing is said of one that cannot be read."""
    try:
        return root.files.read(path)
    except Unreadable:
        return None
