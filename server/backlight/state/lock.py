"""Which servers are alive: each holds a lock that the system lets go of, however it ends.

The lock is SQLite's on an empty file: it has one for every system we run on, tried by many.
"""

import sqlite3
from contextlib import closing, suppress
from pathlib import Path
from secrets import token_hex

from backlight.state.folder import Folder, Unusable

TRIES = 5


class Lock:
    """A file that is locked until the process ends, or lets go of it."""

    def __init__(self, folder: Folder, kind: str = "") -> None:
        """In a folder that is made; the name begins with `kind`. Raises `Unusable`, `OSError`."""
        self._folder = folder
        for _ in range(TRIES):
            self.name = f"{kind}{token_hex(8)}"
            folder.claim(self.name)
            if (held := _held(folder.path / self.name)) is not None:
                self._base = held
                return
        raise Unusable(f"{folder.path}: no file in it can be kept")

    def release(self) -> None:
        """Let go; what this server left unfinished is anyone's to offer."""
        self._base.close()
        self._folder.remove(self.name)


def gone(folder: Folder, name: str) -> bool:
    """Whether a server is no more."""
    if not name.isalnum() or not (folder.path / name).exists():
        return True
    try:
        with closing(_opened(folder.path / name)) as base:
            _take(base)
    except sqlite3.OperationalError as held:
        return held.sqlite_errorcode not in {sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED}
    except sqlite3.Error:
        return True
    return True


def sweep(folder: Folder) -> None:
    """Take away what servers that are no more left of their locks."""
    for name in folder.sizes():
        if gone(folder, name):
            folder.remove(name)


def _held(path: Path) -> sqlite3.Connection | None:
    """A file that is locked; `None` if somebody looked in before, and took it for a dead one's."""
    try:
        base = _opened(path)
    except sqlite3.Error:
        return None
    with suppress(sqlite3.Error):  # Some network file systems have no locks
        _take(base)
    if path.exists():
        return base
    base.close()
    return None


def _take(base: sqlite3.Connection) -> None:
    """Lock a file, or raise `sqlite3.OperationalError` at once; nothing is made beside it."""
    base.execute("PRAGMA journal_mode = OFF")
    base.execute("BEGIN EXCLUSIVE")


def _opened(path: Path) -> sqlite3.Connection:
    where = f"{path.as_uri()}?mode=rw"
    return sqlite3.connect(
        where, uri=True, timeout=0, isolation_level=None, check_same_thread=False
    )
