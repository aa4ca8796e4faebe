"""How servers started: one that ended before it was up for a while left a note that says so.

What makes a server end at its start makes it end again, and an editor gives up after a few times
(VS Code after five in three minutes): before that, one starts without what may be the reason.
"""

import os
from collections.abc import Mapping, Sequence
from contextlib import suppress
from hashlib import sha256
from time import time

from backlight.state.folder import Folder, Unusable, home
from backlight.state.lock import Lock, gone

RECENT = 180.0
"""Seconds in which starts that failed count."""
UP = 60.0
"""Seconds after which a start went well, whatever comes later."""
TOO_MANY = 3
"""Starts that failed, after which the next one is careful."""


class Start:
    """One start on some folders."""

    def __init__(self, environ: Mapping[str, str], folders: Sequence[str]) -> None:
        self.failed = 0
        """How many starts on the same folders failed a short while ago."""
        self._note: Lock | None = None
        said = "\n".join(sorted(folders)).encode("utf-8", "surrogatepass")
        self._kind = sha256(said).hexdigest()[:16]
        try:
            self._notes = Folder(home(environ), "starts")
            self._notes.make()
            self.failed = _failed(self._notes, self._kind)
            self._note = Lock(self._notes, self._kind)
        except (Unusable, OSError):
            pass  # Where nothing can be kept, nothing is counted

    def well(self) -> None:
        """It went well, or ended as it should: failures before it count no more."""
        note, self._note = self._note, None
        if note is None:
            return
        with suppress(Unusable, OSError):
            note.release()
            if self.failed < TOO_MANY:  # A careful start says nothing of one with everything
                _forget(self._notes, self._kind)


def _failed(notes: Folder, kind: str) -> int:
    """Notes of the same kind whose servers are no more; old ones are taken away."""
    count = 0
    for name in notes.sizes():
        if not gone(notes, name):
            continue
        if _age(notes, name) > RECENT:
            notes.remove(name)
        elif name.startswith(kind):
            count += 1
    return count


def _forget(notes: Folder, kind: str) -> None:
    """Take away the notes of failures of a kind: after a good start they are not in a row."""
    for name in notes.sizes():
        if name.startswith(kind) and gone(notes, name):
            notes.remove(name)


def _age(notes: Folder, name: str) -> float:
    try:
        return time() - os.lstat(notes.path / name).st_mtime
    except OSError:
        return RECENT
