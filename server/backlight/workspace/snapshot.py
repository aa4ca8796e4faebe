"""An immutable view of one project: what the editor has open, over what the disk holds."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path

from backlight.text import Text
from backlight.workspace import disk, ignore
from backlight.workspace.disk import Unreadable


@dataclass(frozen=True, slots=True)
class Document:
    """An open buffer; the version is the editor's, `None` where there is no editor."""

    text: Text
    version: int | None = None


@dataclass(frozen=True)
class Snapshot:
    """One root and the buffers open below it, taken once, before the first `await`.

    Paths are relative to the root. A file that is open is never read from the disk.
    """

    root: Path
    open: Mapping[str, Document] = field(default_factory=dict)
    only: tuple[str, ...] = ()
    """The files there are, for one that stands in no project: its folder is not walked."""
    exclude: tuple[str, ...] = ()
    """Patterns of the user's own, as in `.gitignore`."""

    def read(self, path: str) -> Text:
        """The text of a file; raises `Unreadable` with a sentence that says why not."""
        path = disk.normal(path)
        if path in self.open:
            return self.open[path].text
        data = disk.read_bytes(self.root, path)
        if b"\0" in data:
            raise Unreadable(f"{path} is a binary file")
        try:
            return Text.of(data)
        except UnicodeDecodeError as error:
            raise Unreadable(
                f"{path} is not UTF-8 text (byte {error.start}); save it as UTF-8 first"
            ) from None

    def again(self, open: Mapping[str, Document]) -> "Snapshot":  # noqa: A002 - the field's name
        """The same project with other buffers over it; its list of files is not made again."""
        later = replace(self, open=open)
        later.__dict__.update({k: v for k, v in self.__dict__.items() if k == "paths"})
        return later

    def exists(self, path: str) -> bool:
        """Whether a path is taken, by a buffer, a file or a link."""
        return path in self.open or disk.exists(self.root, path)

    def stamp(self, path: str) -> object:
        """Changes whenever the file does; for a buffer its version, on disk what `stat` says."""
        if path in self.open:
            document = self.open[path]
            return document.version if document.version is not None else document.text.source
        return disk.stamp(self.root, path)

    @cached_property
    def paths(self) -> tuple[str, ...]:
        """Every file of the project that is neither ignored nor secret, sorted."""
        if self.only:
            return self.only
        found = {path for path in ignore.walk(self.root) if not ignore.secret(path)}
        return tuple(sorted(found - ignore.excluded(found, self.exclude)))

    @cached_property
    def known(self) -> frozenset[str]:
        """The same as a set; an open buffer that is ignored or secret is not in it."""
        return frozenset(self.paths)

    def locked(self, path: str) -> str | None:
        """Why a file must not be changed; `None` if it may be."""
        if disk.locked(self.root, path):
            return f"{path} is read-only; make it writable first."
        reason = disk.obstacle(self.root, path)
        return f"{path} cannot be made: {reason}." if reason is not None else None

    def hidden(self, path: str) -> str | None:
        """Why a file must not be shown to a model; `None` if it may be."""
        if ignore.secret(path):
            return f"{path} may hold secrets and is never shown to a model"
        if path not in self.known and disk.exists(self.root, path):
            return f"{path} is ignored by the project and is never shown to a model"
        return None
