"""Read one file of a workspace, and never one outside it, whatever its path or a link says."""

import os
import stat
from pathlib import Path
from re import compile as regex

from backlight.text import NEVER_SHOWN

MAX_BYTES = 8 * 1024 * 1024
"""Hand-written source is far below this; a larger file is data, and is not read into memory."""

LONGEST, LONGEST_NAME = 4096, 255
"""Bytes of a path, and of a name in it, that systems take."""

UNSEEN = regex(rf"[\t\n]|{NEVER_SHOWN.pattern}")
"""Characters that move, hide or turn around what stands beside them: no name of ours has one."""

_FLAGS = os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_CLOEXEC", 0)
_NO_LINK = getattr(os, "O_NOFOLLOW", 0)


PLAIN = regex(r"(?:\.?[A-Za-z0-9_@+-]+(?:\.+[A-Za-z0-9_@+-]+)*(?:/(?!$)|$))+")
"""Nearly every path there is; nothing in it needs to be looked at."""


class Unreadable(Exception):
    """A file that cannot be used; the message is a sentence for the user or the model."""


def normal(path: str) -> str:
    """A path relative to the root in its one spelling; raises `Unreadable` for all others.

    A blank or a dot at the end of a name is dropped by Windows: it would be another file's name.
    """
    if len(path) <= LONGEST_NAME and PLAIN.fullmatch(path):
        return path
    if len(path.encode("utf-8", "surrogatepass")) > LONGEST:
        raise Unreadable(f"{path[:60]!r}… is too long for a path; use one relative to the project")
    if ":" in path and not path.startswith(("/", "~")) and not UNSEEN.search(path):
        raise Unreadable(f"{path!r} has a colon in its name, which no project can keep; rename it")
    if not path or "\\" in path or ":" in path or path[0] in "/~" or UNSEEN.search(path):
        raise Unreadable(f"{path!r} is not a path inside the project; use one relative to its root")
    parts = [part for part in path.split("/") if part not in {"", "."}]
    if ".." in parts or not parts:
        raise Unreadable(f"{path!r} leads out of the project; use a path relative to its root")
    if any(part[-1] in " ." or len(part.encode()) > LONGEST_NAME for part in parts):
        raise Unreadable(f"{path!r} holds a name that no project has; use another")
    return "/".join(parts)


def read_bytes(root: Path, path: str) -> bytes:
    """The bytes of a regular file below `root`; raises `Unreadable` with the reason.

    Links are resolved once and must stay inside; what is then opened is opened component by
    component without following links, so a file swapped for a link in between is refused.
    """
    path = normal(path)
    handle = _straight(root, path)
    if handle is None:
        handle = _resolved(root, path)
    try:
        return _read(handle, path)
    finally:
        os.close(handle)


def _straight(root: Path, path: str) -> int | None:
    """A file opened without following any link, as nearly all can be; else `None`."""
    try:
        return _open(root, tuple(path.split("/"))) if os.open in os.supports_dir_fd else None
    except OSError:
        return None


def _resolved(root: Path, path: str) -> int:
    """A file opened where its links lead, which must be inside."""
    base = Path(os.path.realpath(root))
    real = Path(os.path.realpath(base / path))
    if not real.is_relative_to(base) or real == base:
        raise Unreadable(f"{path} is a link to a place outside the project; open that file itself")
    try:
        return _open(base, real.relative_to(base).parts)
    except FileNotFoundError:
        raise Unreadable(f"{path} does not exist") from None
    except OSError as error:
        raise Unreadable(f"{path} cannot be read: {error.strerror}") from None


def exists(root: Path, path: str) -> bool:
    """Whether anything at all stands at a path, a broken link included."""
    return os.path.lexists(root / normal(path))


def obstacle(root: Path, path: str) -> str | None:
    """What keeps a file from being made at a path, as a sentence; `None` if nothing does.

    Below a link the editor would write somewhere else: outside the project, or in `.git`.
    """
    at, name = root, ""
    for part in normal(path).split("/")[:-1]:
        at, name = at / part, f"{name}/{part}".lstrip("/")
        if at.is_symlink():
            return f"{name} is a link; name the folder itself"
        if at.exists() and not at.is_dir():
            return f"{name} is a file; nothing can be made in it"
    return None


def locked(root: Path, path: str) -> bool:
    """Whether nobody may write a file (the superuser's right to do so all the same is no sign)."""
    try:
        mode = (root / normal(path)).stat().st_mode
    except (OSError, Unreadable):
        return False
    return not mode & (stat.S_IWUSR | stat.S_IWGRP | stat.S_IWOTH)


def stamp(root: Path, path: str) -> tuple[int, int, int] | None:
    """Changes whenever the file on disk does; `None` if there is none."""
    try:
        status = os.lstat(f"{root}/{normal(path)}")
    except (OSError, Unreadable):
        return None
    return status.st_mtime_ns, status.st_size, status.st_ino


def _open(base: Path, parts: tuple[str, ...]) -> int:
    if os.open not in os.supports_dir_fd:
        return os.open(base.joinpath(*parts), _FLAGS | _NO_LINK)
    folder = os.open(base, os.O_RDONLY | os.O_DIRECTORY)
    try:
        for part in parts[:-1]:
            inner = os.open(part, os.O_RDONLY | os.O_DIRECTORY | _NO_LINK, dir_fd=folder)
            os.close(folder)
            folder = inner
        return os.open(parts[-1], _FLAGS | _NO_LINK, dir_fd=folder)
    finally:
        os.close(folder)


def _read(handle: int, path: str) -> bytes:
    status = os.fstat(handle)
    if not stat.S_ISREG(status.st_mode):
        raise Unreadable(f"{path} is not a regular file")
    if status.st_size > MAX_BYTES:
        size, most = status.st_size // 1_000_000, MAX_BYTES // 1_000_000
        raise Unreadable(f"{path} has {size} MB; files over {most} MB are not read")
    chunks: list[bytes] = []
    room = MAX_BYTES + 1
    while room > 0 and (chunk := os.read(handle, min(room, 1 << 20))):
        chunks.append(chunk)
        room -= len(chunk)
    if room <= 0:
        raise Unreadable(f"{path} grew over the size that is read")
    return b"".join(chunks)
