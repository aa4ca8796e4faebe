"""Which files of workspaces the user trusts: each by its path and its content, one note a file.

What is trusted is the text as the user saw it: another byte, and it is asked for again.
"""

import json
import os
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import PurePath

from backlight.state.folder import Folder, Unusable, home

LARGEST = 16 * 1024
"""Bytes of a note: a path has 4,096 at most."""
MOST = 5_000
"""Notes that are kept."""
COMMANDS = "commands"
"""In place of a digest: a folder in which commands may be run."""


@dataclass(frozen=True, slots=True)
class Trusted:
    """One file that is trusted."""

    path: str
    """Absolute, its links followed."""
    digest: str
    """SHA-256 of its content; of a folder, what may be done in it."""
    since: str


class Trust:
    """The trust of one user, the same for all servers and for the command line."""

    def __init__(self, environ: Mapping[str, str]) -> None:
        self._environ = environ

    def holds(self, path: str, digest: str) -> bool:
        """Whether a file is trusted with this content; where nothing can be read, it is not."""
        found = self._read(_name(path))
        return found is not None and (found.path, found.digest) == (_real(path), digest)

    def runs(self, root: str) -> bool:
        """Whether commands may be run in a folder: it, or one above it, is trusted for that."""
        return self.above(root) is not None

    def above(self, root: str) -> str | None:
        """The folder whose trust lets commands be run in this one: it, or one above it."""
        real = PurePath(_real(root))
        ups = (str(up) for up in (real, *real.parents))
        return next((up for up in ups if self.holds(up, COMMANDS)), None)

    def grant(self, path: str, digest: str) -> Trusted:
        """Trust a file with this content, and with no other; raises `Unusable` or `OSError`."""
        folder = self._folder()
        folder.make()
        if len(folder.sizes()) >= MOST:
            raise Unusable(f"{MOST} files are trusted already; revoke some")
        since = datetime.now(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
        made = Trusted(_real(path), digest, since)
        folder.write(_name(path), json.dumps(asdict(made)).encode("utf-8", "surrogatepass"))
        return made

    def revoke(self, path: str) -> tuple[Trusted, ...]:
        """Trust a file no more, nor any below a folder; answers which they were."""
        real = _real(path)
        below = real.rstrip(os.sep) + os.sep
        gone = [one for one in self.all() if one.path == real or one.path.startswith(below)]
        for one in gone:
            self._folder().remove(_name(one.path))
        return tuple(gone)

    def all(self) -> tuple[Trusted, ...]:
        """Every file that is trusted, by its path."""
        return tuple(sorted(self._all(), key=lambda one: one.path))

    def stamp(self) -> object:
        """Something else whenever a file is trusted, or is no more."""
        try:
            status = self._folder().path.stat()
        except (OSError, Unusable):
            return None
        return status.st_mtime_ns, status.st_ctime_ns

    def _all(self) -> Iterator[Trusted]:
        try:
            names = sorted(self._folder().sizes())
        except Unusable:
            return
        for name in names:
            if name.endswith(".json") and (found := self._read(name)) is not None:
                yield found

    def _read(self, name: str) -> Trusted | None:
        """One note; what is damaged, or not ours, trusts nobody."""
        try:
            said = json.loads(self._folder().read(name, LARGEST))
            found = Trusted(str(said["path"]), str(said["digest"]), str(said["since"]))
        except (Unusable, OSError, ValueError, KeyError, TypeError, RecursionError):
            return None
        return found if _name(found.path) == name else None

    def _folder(self) -> Folder:
        return Folder(home(self._environ), "trust")


def _name(path: str) -> str:
    return f"{sha256(_real(path).encode('utf-8', 'surrogatepass')).hexdigest()[:40]}.json"


def _real(path: str) -> str:
    return os.path.realpath(path)
