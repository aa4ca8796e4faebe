"""`textDocument/diagnostic`: the findings of a document, for editors that ask for them."""

import json
from hashlib import sha256
from typing import Any

from backlight.lsp import given
from backlight.lsp.peer import SERVER_CANCELLED, Failure
from backlight.lsp.session import Session
from backlight.lsp.sync import found, quiet


async def report(session: Session, params: Any) -> dict[str, Any]:
    """All findings, or word that nothing changed since the answer that is named.

    A text that changes meanwhile ends in "ask again", as the protocol has it.
    """
    document = session.documents.get(given.text(params, "textDocument", "uri"))
    if document is None or document.unsound:
        return {"kind": "full", "items": []}
    await quiet(document)
    items = await found(session, document)
    if items is None:
        raise Failure(SERVER_CANCELLED, "The text changed meanwhile; ask again.")
    mark = sha256(json.dumps(items).encode()).hexdigest()
    if given.seen(params, "previousResultId") == mark:
        return {"kind": "unchanged", "resultId": mark}
    return {"kind": "full", "resultId": mark, "items": items}
