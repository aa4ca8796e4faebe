"""Files deleted or renamed by the editor: each alone, only as they are on the disk, and proven."""

import asyncio
from typing import Any

from backlight.edits import Change
from backlight.lsp.client import ASKING
from backlight.lsp.document import Document
from backlight.lsp.edit import removal
from backlight.lsp.peer import Unanswered
from backlight.lsp.receipt import PATIENCE as WATCHED
from backlight.lsp.receipt import Receipt
from backlight.lsp.root import Root
from backlight.lsp.session import Session
from backlight.lsp.uris import uri_of
from backlight.renormalize import same_lines
from backlight.state.record import File, kept
from backlight.text import Text
from backlight.workspace import Unreadable
from backlight.workspace.ignore import secret

PATIENCE = 30.0
"""Seconds for an answer; where the editor asks the user before it deletes, `ASKING`."""


def refused(session: Session, change: Change) -> str:
    """Why such a change is not even asked about; nothing if it may be."""
    if change.edits or change.created:
        return "A change that deletes or renames files may do nothing else; nothing was changed."
    wanted = {"delete": bool(change.deleted), "rename": bool(change.renamed)}
    lacking = [word for word, used in wanted.items() if used and not _can(session, word)]
    if lacking:
        files = ", ".join((*change.deleted, *change.renamed))
        cannot = f"This editor does not {lacking[0]} files for a language server"
        return f"{cannot}; do it yourself: {files}."
    return ""


def journal(root: Root, change: Change) -> tuple[File, ...]:
    """What is to be written down before anything goes: the texts that will be gone."""
    found = []
    for old, new in _moves(change):
        try:
            text = root.snapshot().read(old).source
        except Unreadable:
            continue
        found.append(kept(old, text, None, secret=secret(old)))
        if new is not None:
            found.append(kept(new, None, text, secret=secret(new)))
    return tuple(found)


async def removed(session: Session, root: Root, title: str, change: Change) -> list[Receipt]:
    """Have every file deleted or renamed, one edit each; a receipt for each."""
    return [await _gone(session, root, title, old, new) for old, new in _moves(change)]


async def _gone(session: Session, root: Root, title: str, old: str, new: str | None) -> Receipt:
    if (problem := _problem(session, root, old, new)) is not None:
        return Receipt(old, "refused", problem)
    document = root.open(old)
    uri = document.uri if document is not None else uri_of(root.absolute(old))
    operation: dict[str, Any] = {"kind": "delete", "uri": uri}
    why = f"{old} is deleted."
    if new is not None:
        operation = {"kind": "rename", "oldUri": uri, "newUri": uri_of(root.absolute(new))}
        why = f"{old} becomes {new}."
    edit = removal(session.client.announced, title, operation, why)
    reason = ""
    patience = ASKING if session.client.announced.confirms else PATIENCE
    try:
        _, reason = await session.client.apply(title, edit, patience)
    except Unanswered as silent:
        reason = str(silent)
    end = asyncio.get_running_loop().time() + WATCHED
    while root.files.exists(old) and asyncio.get_running_loop().time() < end:  # noqa: ASYNC110 - no system tells us in one way
        await asyncio.sleep(0.02)
    if root.files.exists(old):
        return Receipt(old, "refused", reason)
    return Receipt(old, "applied", f"it is {new} now" if new is not None else "")


def _problem(session: Session, root: Root, old: str, new: str | None) -> str | None:
    """Why a file stays: what is not saved would be lost, and nothing is written over."""
    document = root.open(old)
    try:
        text = root.files.read(old)
    except Unreadable as problem:
        return str(problem)
    if document is not None and document.unsound:
        return "its text is out of step with the editor"
    if document is not None and _unsaved(session, document, text):
        return "it has changes that are not saved"
    if new is not None and root.snapshot().exists(new):
        return f"{new} exists"
    return None


def _unsaved(session: Session, document: Document, disk: Text) -> bool:
    """Whether there is more than is saved, or than a run made: Neovim saves that empty at first."""
    if same_lines(document.text, disk):
        return False
    return bool(disk.source) or not any(
        file.made and file.after is not None and same_lines(Text(file.after), document.text)
        for _, record in session.ledger.offers(document.path)
        for file in record.files
        if record.at(file.path) == document.path
    )


def _moves(change: Change) -> list[tuple[str, str | None]]:
    return [*((path, None) for path in change.deleted), *change.renamed.items()]


def _can(session: Session, operation: str) -> bool:
    return session.client.announced.can(operation)
