"""Files of a workspace that would tell the model what to do: the user is asked, and asked again."""

import asyncio
import os
from collections.abc import Sequence
from typing import Any

from backlight.agent.entries import Entry
from backlight.lsp import given
from backlight.lsp.document import Document
from backlight.lsp.peer import REQUEST_FAILED, Failure
from backlight.lsp.session import Session
from backlight.lsp.sync import settled
from backlight.state.folder import Unusable
from backlight.state.trust import Trust

YES, YES_ONE, LOOK, NO = "Use them as they are", "Use it as it is", "Open them", "Not now"
MEANS = (
    "Agent files tell the model what to do here; they get no rights that Backlight does not have,"
    " and run nothing. Read before you say yes. Whoever changes one, you are asked again."
)
MOST_NAMES = 5


async def asked(session: Session, waiting: Sequence[Entry]) -> None:
    """Ask once about the files of Backlight's own folders that are not trusted as they are now.

    Those of `.claude` are for another program first: they are trusted where they are opened.
    """
    new = [one for one in waiting if not one.found.place.alien]
    new = [one for one in new if (one.found.path, one.digest) not in session.agent_files.asked]
    if not new or session.restricted:
        return
    session.agent_files.asked.update((one.found.path, one.digest) for one in new)
    names = ", ".join(one.found.name for one in new[:MOST_NAMES])
    more = f" and {len(new) - MOST_NAMES} more" if len(new) > MOST_NAMES else ""
    said = f"This workspace brings agent files for Backlight: {names}{more}. {MEANS}"
    answer = await session.client.choose(said, (YES, LOOK, NO))
    if answer == YES:
        await _trust(session, new)
    elif answer == LOOK:
        from backlight.lsp.uris import uri_of

        for one in new[:MOST_NAMES]:
            await session.client.show(uri_of(one.found.path))


def offered(session: Session, document: Document) -> list[dict[str, Any]]:
    """The entry of the menu in a file that waits to be trusted."""
    entry = session.library(session.root(document)).examined(document.path, document.text.data)
    if entry is None or not entry.waits or session.restricted:
        return []
    title = f"Trust `{entry.found.name}` as it is now…"
    command = {"title": title, "command": "backlight.trust", "arguments": [{"uri": document.uri}]}
    return [{"title": title, "kind": "quickfix.backlight.trust", "command": command}]


async def trust(session: Session, argument: Any) -> None:
    """`backlight.trust`: ask about one file that is open, and saved as it reads there."""
    document = session.documents.get(given.text(argument, "uri"))
    if document is None:
        raise Failure(REQUEST_FAILED, "This file is not open in the editor; open it first.")
    known = session.library(session.root(document))
    entries = await asyncio.to_thread(known.every)
    here = await asyncio.to_thread(known.examined, document.path, document.text.data)
    if here is None or session.restricted:
        raise Failure(REQUEST_FAILED, "This is no agent file of a workspace that may be trusted.")
    if not any(one.waits and one.digest == here.digest for one in entries):
        raise Failure(
            REQUEST_FAILED, "Nothing is left to trust here; save the file if you changed it."
        )
    session.spawn(_confirmed(session, here))


async def _confirmed(session: Session, entry: Entry) -> None:
    said = f"Trust {entry.found.path} as it is now? {MEANS}"
    if await session.client.choose(said, (YES_ONE, NO)) == YES_ONE:
        await _trust(session, [entry])


async def _trust(session: Session, entries: Sequence[Entry]) -> None:
    """Write it down; what was shown is what is trusted, whatever the disk holds by now."""
    store = Trust(os.environ)
    try:
        for one in entries:
            await asyncio.to_thread(store.grant, one.found.path, one.digest)
    except (Unusable, OSError) as error:
        session.client.message("error", f"This could not be written down: {error}.")
        return
    for document in session.documents:
        session.spawn(settled(session, document, 0))
    await session.client.refresh()
