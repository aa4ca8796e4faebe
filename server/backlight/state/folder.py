"""A folder of the user's own: nobody else looks into it, and no link leads out of it."""

import os
import stat
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from secrets import token_hex

_NO_LINK = getattr(os, "O_NOFOLLOW", 0)
_BYTES = getattr(os, "O_BINARY", 0)
"""Windows would take a file for text otherwise."""
_READ = os.O_RDONLY | _NO_LINK | _BYTES | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_CLOEXEC", 0)
_MAKE = os.O_WRONLY | os.O_CREAT | os.O_EXCL | _NO_LINK | _BYTES | getattr(os, "O_CLOEXEC", 0)
_MORE = os.O_WRONLY | os.O_APPEND | os.O_CREAT | (_READ & ~os.O_RDONLY)
PART = ".part"
"""How the name of a file ends that is being written, or whose writer was killed."""


class Unusable(Exception):
    """The folder, or a file in it, cannot be used; the message says why, for the user."""


def home(environ: Mapping[str, str]) -> Path:
    """Where our state is kept (XDG base directories); raises `Unusable` if nobody says where."""
    return _base(environ, "XDG_STATE_HOME", ".local/state")


def cache(environ: Mapping[str, str]) -> Path:
    """Where we keep what can be made again; raises `Unusable` if nobody says where."""
    return _base(environ, "XDG_CACHE_HOME", ".cache")


def _base(environ: Mapping[str, str], variable: str, below: str) -> Path:
    base = environ.get(variable, "")
    if not Path(base).is_absolute():
        own = environ.get("LOCALAPPDATA" if os.name == "nt" else "HOME", "")
        if not Path(own).is_absolute():
            raise Unusable(f"neither HOME nor {variable} names a folder")
        base = own if os.name == "nt" else f"{own}/{below}"
    return Path(base) / "backlight"


@dataclass(frozen=True, slots=True)
class Folder:
    """One folder below our own; what is in it is read and written by name, whole files only."""

    top: Path
    """Ours; the folders above it are the user's, and may be links."""
    name: str

    @property
    def path(self) -> Path:
        """The folder itself."""
        return self.top / self.name

    def make(self) -> None:
        """Be there, and be nobody else's; raises `Unusable`."""
        try:
            self.top.mkdir(mode=0o700, parents=True, exist_ok=True)
            _own(self.top)
            self.path.mkdir(mode=0o700, exist_ok=True)
            _own(self.path)
        except OSError as error:
            raise Unusable(f"{self.path}: {error.strerror}") from None

    def sizes(self) -> dict[str, int]:
        """Every regular file there is, and its size; nothing where there is no folder yet."""
        try:
            _own(self.top)
            _own(self.path)
            with os.scandir(self.path) as found:
                files = [each for each in found if each.is_file(follow_symlinks=False)]
                return {each.name: each.stat(follow_symlinks=False).st_size for each in files}
        except FileNotFoundError:
            return {}
        except OSError as error:
            raise Unusable(f"{self.path}: {error.strerror}") from None

    def read(self, name: str, most: int) -> bytes:
        """A file's bytes; raises `Unusable` for links, pipes, and what is larger than `most`."""
        try:
            handle = os.open(self.path / name, _READ)
        except OSError as error:
            raise Unusable(f"{name}: {error.strerror}") from None
        with os.fdopen(handle, "rb") as file:
            status = os.fstat(handle)
            if not stat.S_ISREG(status.st_mode) or status.st_size > most:
                raise Unusable(f"{name}: it is no file of ours")
            return file.read(most)

    def claim(self, name: str) -> bool:
        """Make an empty file; false if the name is taken."""
        try:
            os.close(os.open(self.path / name, _MAKE, 0o600))
        except FileExistsError:
            return False
        return True

    def write(self, name: str, data: bytes, *, lasting: bool = False) -> None:
        """Put a file in the place of another, at once or not at all; raises `OSError`.

        One that lasts is on the disk before this returns, whatever becomes of the machine.
        """
        part = self.path / f"{name}.{token_hex(4)}{PART}"
        try:
            with os.fdopen(os.open(part, _MAKE, 0o600), "wb") as file:
                file.write(data)
                file.flush()
                if lasting:
                    os.fsync(file.fileno())
            part.replace(self.path / name)
            if lasting and hasattr(os, "O_DIRECTORY"):
                self._names_kept()
        except OSError:
            self.remove(part.name)
            raise

    def _names_kept(self) -> None:
        """Have the names of the files on the disk, not only what is in them, where that goes."""
        with suppress(OSError):
            handle = os.open(self.path, os.O_RDONLY | os.O_DIRECTORY | _NO_LINK)
            try:
                os.fsync(handle)
            finally:
                os.close(handle)

    def append(self, name: str, data: bytes) -> None:
        """Add to the end of a file, at once, whoever else does; raises `OSError` or `Unusable`."""
        handle = os.open(self.path / name, _MORE, 0o600)
        with os.fdopen(handle, "ab", buffering=0) as file:
            if not stat.S_ISREG(os.fstat(handle).st_mode):
                raise Unusable(f"{name}: it is no file of ours")
            file.write(data)

    def remove(self, name: str) -> None:
        """Take a file away; what is gone already is no matter."""
        with suppress(OSError):
            (self.path / name).unlink()


def _own(path: Path) -> None:
    """A folder of ours, for nobody else; raises `OSError`, and `Unusable` for all others."""
    status = os.lstat(path)
    if not stat.S_ISDIR(status.st_mode):
        what = "a link" if stat.S_ISLNK(status.st_mode) else "no folder"
        raise Unusable(f"{path} is {what}; remove it")
    if not hasattr(os, "geteuid"):
        return
    handle = os.open(path, os.O_RDONLY | os.O_DIRECTORY | _NO_LINK)
    try:
        status = os.fstat(handle)
        if status.st_uid != os.geteuid():
            raise Unusable(f"{path} belongs to somebody else")
        if status.st_mode & 0o077:
            os.fchmod(handle, 0o700)
    finally:
        os.close(handle)
