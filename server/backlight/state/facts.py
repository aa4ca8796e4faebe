"""The facts of a project, kept in the user's cache so that a restart does not read it all again."""

import logging
import os
import sqlite3
from collections.abc import Callable, Iterable, Mapping
from hashlib import sha256
from pathlib import Path
from typing import TypeVar

from backlight import __version__
from backlight.state.folder import Folder, Unusable, cache

log = logging.getLogger(__name__)
Answer = TypeVar("Answer")
MOST = 40
"""Projects that are kept; the one not opened for longest goes first."""
TABLES = """
CREATE TABLE code (mark TEXT);
CREATE TABLE file (path TEXT PRIMARY KEY, stamp TEXT, digest BLOB, holds INTEGER) WITHOUT ROWID;
CREATE TABLE facts (path TEXT PRIMARY KEY, data BLOB);
CREATE TABLE whole (key BLOB, data BLOB);
"""
"""What each start looks through stands apart from the facts, which are much more."""
BUSY = 0.5
"""Seconds to wait for another server that writes the same file; then this time is left out."""


Row = tuple[str, str, bytes, bytes]
"""What is kept of one file: its path, its stamp, the digest of its text, and its facts."""


class Facts:
    """One SQLite file for one root; whatever is wrong with it, it is as if nothing was kept."""

    def __init__(self, environ: Mapping[str, str], root: str) -> None:
        self._environ = environ
        self._name = f"{sha256(root.encode('utf-8', 'surrogatepass')).hexdigest()[:32]}.sqlite3"
        self._base: sqlite3.Connection | None = None
        self._lost = False

    def stamps(self) -> Mapping[str, tuple[str, bytes, bool]]:
        """Stamp and digest of every file by path, and whether it holds facts."""
        none: list[tuple[str, str, bytes, int]] = []
        every = "SELECT path, stamp, digest, holds FROM file WHERE typeof(holds) = 'integer'"
        rows = self._asked(lambda base: base.execute(every).fetchall(), none)
        return {path: (stamp, digest, holds == 1) for path, stamp, digest, holds in rows}

    def read(self, path: str) -> bytes | None:
        """The facts of a file."""
        found = "SELECT data FROM facts WHERE path = ?"
        row = self._asked(lambda base: base.execute(found, (path,)).fetchone(), None)
        return row[0] if row is not None and isinstance(row[0], bytes) else None

    def whole(self, key: bytes) -> bytes | None:
        """What all files together made, if they are the same files still."""
        found = "SELECT data FROM whole WHERE key = ?"
        row = self._asked(lambda base: base.execute(found, (key,)).fetchone(), None)
        return row[0] if row is not None and isinstance(row[0], bytes) else None

    def write(self, rows: Iterable[Row], gone: Iterable[str], key: bytes, whole: bytes) -> None:
        """Take in what changed."""

        def written(base: sqlite3.Connection) -> None:
            with base:
                for path in gone:
                    base.execute("DELETE FROM file WHERE path = ?", (path,))
                    base.execute("DELETE FROM facts WHERE path = ?", (path,))
                for path, stamp, digest, data in rows:
                    seen = (path, stamp, digest, len(data) > 0)
                    base.execute("INSERT OR REPLACE INTO file VALUES (?, ?, ?, ?)", seen)
                    base.execute("INSERT OR REPLACE INTO facts VALUES (?, ?)", (path, data))
                base.execute("DELETE FROM whole")
                base.execute("INSERT INTO whole VALUES (?, ?)", (key, whole))

        self._asked(written, None)

    def _asked(self, what: Callable[[sqlite3.Connection], Answer], else_: Answer) -> Answer:
        """Ask the file; once it cannot be used, nothing is asked of it again."""
        if self._lost:
            return else_
        try:
            self._base = self._base or self._opened()
            return what(self._base)
        except (sqlite3.Error, OSError, Unusable) as problem:
            log.info("facts are not kept: %s", problem)
            self._lost = True
            return else_

    def _opened(self) -> sqlite3.Connection:
        folder = Folder(cache(self._environ), "facts")
        folder.make()
        _bounded(folder, self._name)
        if not folder.claim(self._name):
            os.utime(folder.path / self._name, follow_symlinks=False)
        try:
            return _ready(folder.path / self._name)
        except sqlite3.DatabaseError as problem:
            if isinstance(problem, sqlite3.OperationalError):  # Somebody else is at it
                raise
            folder.remove(self._name)
            folder.claim(self._name)
            return _ready(folder.path / self._name)


def _ready(path: Path) -> sqlite3.Connection:
    """The file opened; what other code wrote is thrown away, tables and all."""
    base = sqlite3.connect(path, timeout=BUSY, check_same_thread=False)
    base.execute("PRAGMA synchronous = OFF")
    mark, made = _code(), [one.strip() for one in TABLES.split(";")[:-1]]
    if [sql for *_, sql in _there(base)] != made or _mark(base) != [(mark,)]:
        with base:
            base.execute("BEGIN IMMEDIATE")
            for kind, name, _ in _there(base):
                quoted = name.replace('"', '""')
                base.execute(f'DROP {kind} IF EXISTS "{quoted}"')
            for sql in made:
                base.execute(sql)
            base.execute("INSERT INTO code VALUES (?)", (mark,))
    return base


def _mark(base: sqlite3.Connection) -> list[tuple[str]]:
    return base.execute("SELECT mark FROM code").fetchall()


def _there(base: sqlite3.Connection) -> list[tuple[str, str, str]]:
    """What was made in the file, by whomever: its kind, its name, and the words that made it."""
    every = "SELECT type, name, sql FROM sqlite_master WHERE name NOT LIKE 'sqlite_%'"
    return base.execute(f"{every} ORDER BY rowid").fetchall()


def _code() -> str:
    """What tells this code from every other that wrote facts: when each of its files was made."""
    seen = []
    for folder, _, names in os.walk(Path(__file__).parents[1]):
        paths = [f"{folder}/{name}" for name in names if name.endswith(".py")]
        seen += [(path, s.st_mtime_ns, s.st_size) for path in paths for s in (os.lstat(path),)]
    return sha256(repr((__version__, sorted(seen))).encode()).hexdigest()


def _bounded(folder: Folder, name: str) -> None:
    """Make room: the oldest go, and what SQLite left beside them."""
    kept = [one for one in folder.sizes() if one != name]
    oldest = sorted(kept, key=lambda one: _touched(folder.path / one))
    for old in oldest[: max(0, len(kept) - MOST + 1)]:
        folder.remove(old)


def _touched(path: Path) -> float:
    try:
        return path.lstat().st_mtime
    except OSError:
        return 0.0
