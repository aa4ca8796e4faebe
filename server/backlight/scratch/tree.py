"""The project as a command finds it: its files with what was staged, and what the run may not show.

Where the system can, nothing is copied: what is written goes to a folder that lies over the
project. Else the project's files are copied; packages and what was built are taken as they are.
"""

import os
import shutil
import stat
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

from backlight.scratch.built import built, parts, secrets
from backlight.scratch.folder import emptied
from backlight.text import Text
from backlight.workspace import Overlay, Unreadable, disk, ignore

NO_LINK = getattr(os, "O_NOFOLLOW", 0)


class Tree:
    """The files that a command may write, over those of the project or beside them."""

    def __init__(self, folder: Path, overlay: Overlay, *, copied: bool) -> None:
        self.folder, self.copied = folder, copied
        self.linked: tuple[tuple[str, str], ...] = ()
        self.secrets: tuple[str, ...] = ()
        """What is to be hidden in what is linked."""
        self._overlay, self._root = overlay, overlay.snapshot.root
        self._stamps: dict[str, object] = {}
        self._written: dict[str, str] = {}
        folder.mkdir(parents=True)
        shutil.copymode(self._root, folder)
        if copied:
            self._copy()
        else:
            self._cover()
        self._stamps = {path: disk.stamp(folder, path) for path in ignore.walk(folder)}

    def sync(self) -> None:
        """Write what the buffers hold and what was staged, as it reads now."""
        opened = self._overlay.snapshot.open
        for path in (*opened, *self._overlay.change().files):
            if self._overlay.snapshot.hidden(path) is not None:
                continue
            try:
                text = self._overlay.read(path).source
            except Unreadable:
                continue
            if self._written.get(path) != text:
                self._write(path, text)

    def link(self) -> None:
        """Lead to packages by links, where nothing can be mounted; past secrets, not to them."""
        led: list[str] = []
        for _, path in self.linked:
            emptied(self.folder / path)
            (self.folder / path).unlink(missing_ok=True)
            led += parts(self._root, path, self.secrets)
        for path in led:
            self._made(path).symlink_to(self._root / path)
        own = [path for path in led if not (self._root / path).is_symlink()]
        self.linked = tuple((str(self._root / path), path) for path in own)

    def changed(self) -> Iterator[str]:
        """Every file that is not as it was written, or copied; one that is left counts as well."""
        for path in ignore.walk(self.folder):
            stamp = disk.stamp(self.folder, path)
            if self._stamps.get(path) != stamp:
                self._stamps[path] = stamp
                yield path

    def read(self, path: str) -> Text:
        """What a file holds now; raises `Unreadable`."""
        data = disk.read_bytes(self.folder, path)
        try:
            if b"\0" in data:
                raise Unreadable(f"{path} is a binary file")
            text = Text.of(data)
        except UnicodeDecodeError:
            raise Unreadable(f"{path} is a binary file") from None
        self._written[path] = text.source
        return text

    def _write(self, path: str, text: str) -> None:
        """Put a text at a path, whatever the command left there; links are never followed."""
        target = self._made(path)
        with suppress(OSError):
            target.unlink()
        handle = os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL | NO_LINK)
        with os.fdopen(handle, "wb") as file:
            file.write(text.encode("utf-8", "surrogatepass"))
        with suppress(OSError):
            target.chmod(stat.S_IMODE((self._root / path).stat().st_mode) | stat.S_IWUSR)
        self._written[path] = text
        self._stamps[path] = disk.stamp(self.folder, path)

    def _made(self, path: str) -> Path:
        """Where a path is in the tree, its folders made as they are in the project."""
        at, real = self.folder, self._root
        for part in path.split("/")[:-1]:
            at, real = at / part, real / part
            if at.is_symlink() or (at.exists() and not at.is_dir()):
                at.unlink()
            if not at.exists():
                at.mkdir()
                with suppress(OSError):
                    shutil.copymode(real, at)
        return at / path.rpartition("/")[2]

    def _cover(self) -> None:
        """Hide what may not be shown: for the command it is not there."""
        for path in self._hidden():
            with suppress(FileExistsError):
                os.mknod(self._made(path), stat.S_IFCHR, os.makedev(0, 0))

    def _copy(self) -> None:
        """Copy what may be shown; keep packages, and what was built, as they are."""
        snapshot = self._overlay.snapshot
        for path in snapshot.paths:
            with suppress(OSError):
                shutil.copy2(self._root / path, self._made(path), follow_symlinks=False)
        for path, kind in ignore.left_out(self._root):
            if kind == "link":
                with suppress(OSError):
                    self._made(path).symlink_to((self._root / path).readlink())
            elif kind == "ignored" and built(path):
                source, target = self._root / path, self._made(path)
                target.mkdir(exist_ok=True) if source.is_dir() else target.touch()
                self.linked += ((str(source), path),)
                self.secrets += tuple(secrets(self._root, path))

    def _hidden(self) -> Iterator[str]:
        """What lies in the project and is not shown: secrets, and what is ignored and not built."""
        for path, kind in ignore.left_out(self._root):
            if kind == "secret" or (kind == "ignored" and not built(path)):
                yield path
            elif kind == "ignored":
                yield from secrets(self._root, path)
        snapshot = self._overlay.snapshot
        if snapshot.exclude:
            yield from ignore.excluded(set(ignore.walk(self._root)), snapshot.exclude)
