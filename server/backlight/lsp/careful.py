"""Safe mode: what may be the reason that the server ends at its start again and again is left out.

That is all that is read without being asked for: the project's other files, its settings and agent
files, what was kept of it, and the runs there were. Buffers are the user's own, and are served.
"""

import asyncio
import os

from backlight.lsp.session import Session
from backlight.state.starts import TOO_MANY, UP, Start

SAID = (
    "Backlight ended {} times in a row right after it had started here, so now it starts in safe "
    "mode: it reads no file that is not open, and leaves out backlight.toml, the agent files of "
    "the project and the offers of earlier runs. Its log says where it ended. Restart it in three "
    "minutes, and it starts with all of them."
)


def begin(session: Session) -> None:
    """Note that a server starts on these folders, and be careful where it had better be."""
    if session.went_well is not None:
        return  # An editor that says twice that it is initialized starts nothing anew
    start = Start(os.environ, session.folders)
    session.went_well = start.well
    asyncio.get_running_loop().call_later(UP, start.well)
    if start.failed >= TOO_MANY:
        session.careful = True
        session.once("warning", SAID.format(start.failed))
