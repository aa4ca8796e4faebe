"""One edit is sent, and what the editor answers is held against its texts."""

from collections.abc import Mapping, Sequence

from backlight.lsp.client import ASKING
from backlight.lsp.edit import whole
from backlight.lsp.layer import layer
from backlight.lsp.peer import Denied, Unanswered
from backlight.lsp.receipt import Receipt, proven
from backlight.lsp.root import Root
from backlight.lsp.session import Session
from backlight.lsp.target import Aim, Target, out_of_date

PATIENCE = 30.0
"""Seconds for an answer; where the editor shows the change and asks about it, `ASKING`."""


async def send(
    session: Session, root: Root, aim: Aim, title: str, doubts: Mapping[str, str]
) -> tuple[frozenset[str], list[Receipt]] | None:
    """Send one edit; which files were refused because they moved, and a receipt for each file.

    Nothing is sent, and nothing answered, if a text has moved already: between the look at it and
    the edit no message of the editor may be heard.
    """
    if out_of_date(root, aim):
        return None
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
    # Who says yes may do it, and tell of it late or never: only what came after that is proof
    made_for = [target.stamp if target.document is not None else None for target in targets]
    known = made_for if answered is False or announced.tells_all else asked
    both = zip(receipts, known, _stamps(root, targets), strict=True)
    moved = (told.path for told, was, now in both if told.state == "refused" and was != now)
    return frozenset(moved), receipts


def _stamps(root: Root, targets: Sequence[Target]) -> list[object]:
    """Of the open documents among the files."""
    documents = [root.documents.at(target.absolute) for target in targets]
    return [document.stamp if document is not None else None for document in documents]
