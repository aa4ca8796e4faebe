"""Runs before this session, as the journal has them: what was cut off is offered, never redone."""

import asyncio
from dataclasses import replace
from pathlib import Path

from backlight.lsp.session import Session
from backlight.renormalize import renormalized
from backlight.state.record import Record
from backlight.text import Text
from backlight.workspace import Snapshot, Unreadable


async def recalled(session: Session) -> None:
    """Offer what there is in the menus; say what was cut off in the folders that are open."""
    for record in await session.ledger.load(session.documents):
        texts = {
            file.path: document.text
            for file in record.files
            if (document := session.documents.at(record.at(file.path))) is not None
        }
        if await asyncio.to_thread(had_arrived, record, texts):
            files = tuple(replace(file, state="applied") for file in record.files)
            over = replace(record, state="done", files=files, said="It had arrived all the same.")
            session.ledger.remember(await session.ledger.keep(over))
        elif _here(session, record):
            session.client.message("warning", _told(record))


def _told(record: Record) -> str:
    files = ", ".join(file.path for file in record.files)
    cut = f"“{record.title}” was cut off before the editor confirmed it; {files} may lack it."
    see = f"`backlight runs diff {record.number}` shows it"
    return f"{cut} {see}, and the code actions there offer to finish it."


def _here(session: Session, record: Record) -> bool:
    """Whether a run is of a folder that is open, or a file that is."""
    paths = [record.at(file.path) for file in record.files]
    if any(session.documents.at(path) is not None for path in paths):
        return True
    return any(path.startswith(f"{f.rstrip('/')}/") for f in session.folders for path in paths)


def had_arrived(record: Record, texts: dict[str, Text]) -> bool:
    """Whether every file reads as the run wanted it, in its buffer or on the disk."""
    files = Snapshot(Path(record.root), only=("",))
    for file in record.files:
        if file.after is None:
            return False
        try:
            there = texts[file.path] if file.path in texts else files.read(file.path)
        except Unreadable:
            return False
        wanted = renormalized(Text(file.before or ""), Text(file.after), there)[1]
        if there.source != wanted.source:
            return False
    return True
