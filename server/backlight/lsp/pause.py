"""A pause in the user's typing: an edit goes out when nobody writes where it will arrive."""

import asyncio

from backlight.edits import Change
from backlight.lsp.client import Client
from backlight.lsp.root import Root

QUIET = 0.3
"""Seconds without a key after which editors take an edit as meant (Neovim sends after 0.15)."""
LONGEST_WAIT = 5.0


async def quiet(root: Root, change: Change, started: float) -> None:
    """Wait until nobody types in the files of a change; not for ever.

    Editors tell of a key a moment after it. At the click they told everything, so an instant run
    goes on; one that took longer looks for a moment whether news are on their way.
    """
    loop = asyncio.get_running_loop()
    begin = loop.time()
    end = begin + LONGEST_WAIT
    known = begin if begin - started > QUIET else 0.0
    while (now := loop.time()) < end:
        documents = (root.open(path) for path in change.files)
        last = max((known, *(d.touched for d in documents if d is not None)))
        if now - last >= QUIET:
            return
        await asyncio.sleep(last + QUIET - now)


async def caught_up(client: Client, started: float) -> None:
    """Hear what the editor holds back, in a run that took long enough for keys to be pressed."""
    if asyncio.get_running_loop().time() - started > QUIET:
        await client.caught_up()
