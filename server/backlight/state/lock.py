"""Which servers are alive: each holds a lock that the system lets go of, however it ends."""

import os
from contextlib import suppress
from secrets import token_hex

from backlight.state.folder import PART, Folder

try:
    import fcntl
except ImportError:  # Windows: nobody can tell there, and every other server counts as gone
    fcntl = None  # type: ignore[assignment] # mypy reads the module of this system
_FLAGS = os.O_RDWR | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_CLOEXEC", 0)


class Lock:
    """The lock of this server, held until the process ends."""

    def __init__(self, servers: Folder) -> None:
        """Raises `Unusable` and `OSError`."""
        servers.make()
        for name in servers.sizes():
            gone(servers, name)
        self.name = token_hex(8)
        self._servers = servers
        new = servers.path / f"{self.name}{PART}"
        self._handle = os.open(new, _FLAGS | os.O_CREAT | os.O_EXCL, 0o600)
        if fcntl is not None:
            with suppress(OSError):  # Some network file systems have no locks
                fcntl.flock(self._handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        new.replace(servers.path / self.name)  # Nobody sees it before it is locked

    def release(self) -> None:
        """Let go; what this server left unfinished is anyone's to offer."""
        self._servers.remove(self.name)
        os.close(self._handle)


def gone(servers: Folder, name: str) -> bool:
    """Whether a server is no more; what it left of its lock is taken away."""
    if not name.isalnum():
        return True
    try:
        handle = os.open(servers.path / name, _FLAGS)
    except OSError:
        return True
    try:
        if fcntl is not None:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    except OSError:
        return True
    finally:
        os.close(handle)
    servers.remove(name)
    return True
