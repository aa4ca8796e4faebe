"""A folder of scratch, and its end, whatever a command did to what is in it.

Who uses one holds a lock in it. One that nobody holds was left by a process that was killed: the
next that makes one removes it.
"""

import os
import shutil
import stat
import tempfile
import time
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

PREFIX = "backlight-scratch-"
OWNER = "owner"
"""The file in it that is locked."""
YOUNG = 60.0
"""Seconds in which whoever made one may not hold it yet."""


@dataclass(frozen=True, slots=True)
class Claimed:
    """A folder of ours."""

    path: Path
    lock: int

    def end(self) -> None:
        """Remove it with all that is in it."""
        emptied(self.path)
        os.close(self.lock)


def claimed() -> Claimed:
    """A new folder that nobody else removes while this process lives."""
    import fcntl  # Windows has none, and no scratch

    path = Path(tempfile.mkdtemp(prefix=PREFIX))
    lock = os.open(path / OWNER, os.O_CREAT | os.O_EXCL | os.O_WRONLY | os.O_CLOEXEC, 0o600)
    fcntl.flock(lock, fcntl.LOCK_EX)
    return Claimed(path, lock)


def sweep() -> None:
    """Remove what processes of this user left when they were killed; links are not followed."""
    for path in Path(tempfile.gettempdir()).glob(f"{PREFIX}*"):
        with suppress(OSError):
            if _left(path):
                emptied(path)


def _left(path: Path) -> bool:
    import fcntl

    status = path.lstat()
    if not stat.S_ISDIR(status.st_mode) or status.st_uid != os.getuid():
        return False
    if time.time() - status.st_mtime < YOUNG:
        return False
    try:
        lock = os.open(path / OWNER, os.O_RDONLY | os.O_NOFOLLOW | os.O_CLOEXEC | os.O_NONBLOCK)
    except FileNotFoundError:
        return True
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    finally:
        os.close(lock)
    return True


def emptied(folder: Path) -> None:
    """Remove a folder with all that is in it, also what may not be read."""
    for at, names, _ in os.walk(folder):
        for name in names:
            path = Path(at, name)
            if not path.is_symlink():
                with suppress(OSError):
                    path.chmod(stat.S_IRWXU)
    shutil.rmtree(folder, ignore_errors=True)
