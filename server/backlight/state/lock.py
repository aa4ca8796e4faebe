"""Which servers are alive: each holds a lock that the system lets go of, however it ends."""

import os
import sys
from contextlib import suppress
from secrets import token_hex

from backlight.state.folder import PART, Folder

_FLAGS = os.O_RDWR | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_CLOEXEC", 0)

if sys.platform == "win32":
    import msvcrt

    def _take(handle: int) -> None:
        """Lock a file, or raise `OSError` at once."""
        msvcrt.locking(handle, msvcrt.LK_NBLCK, 1)

else:
    import fcntl

    def _take(handle: int) -> None:
        """Lock a file, or raise `OSError` at once."""
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)


class Lock:
    """The lock of this server, held until the process ends."""

    def __init__(self, servers: Folder) -> None:
        """Raises `Unusable` and `OSError`."""
        servers.make()
        for name in servers.sizes():
            gone(servers, name)
        self.name = token_hex(8)
        self._servers = servers
        own = servers.path / self.name
        # Nobody sees it before it is locked; Windows renames and deletes no file that is open
        new = own if os.name == "nt" else servers.path / f"{self.name}{PART}"
        self._handle = os.open(new, _FLAGS | os.O_CREAT | os.O_EXCL, 0o600)
        with suppress(OSError):  # Some network file systems have no locks
            _take(self._handle)
        if new != own:
            new.replace(own)

    def release(self) -> None:
        """Let go; what this server left unfinished is anyone's to offer."""
        os.close(self._handle)
        self._servers.remove(self.name)


def gone(servers: Folder, name: str) -> bool:
    """Whether a server is no more; what it left of its lock is taken away."""
    if not name.isalnum():
        return True
    try:
        handle = os.open(servers.path / name, _FLAGS)
    except OSError:
        return True
    try:
        _take(handle)
    except (BlockingIOError, PermissionError):  # Held: so says Unix, and so does Windows
        return False
    except OSError:
        return True
    finally:
        os.close(handle)
    servers.remove(name)
    return True
