"""Edits staged in memory over a snapshot: what the agent writes, and nobody applies yet."""

from backlight.edits import Change, between
from backlight.text import Text
from backlight.workspace import disk
from backlight.workspace.disk import Unreadable
from backlight.workspace.snapshot import Snapshot


class Overlay:
    """Reads come from the staged texts, then from the snapshot; writes stay here."""

    def __init__(self, snapshot: Snapshot) -> None:
        self.snapshot = snapshot
        self._staged: dict[str, Text] = {}

    def read(self, path: str) -> Text:
        """The text of a file as it reads now; raises `Unreadable`, also for hidden files."""
        path = disk.normal(path)
        if path in self._staged:
            return self._staged[path]
        if (reason := self.snapshot.hidden(path)) is not None:
            raise Unreadable(reason)
        return self.snapshot.read(path)

    def write(self, path: str, text: str) -> None:
        """Stage a text; raises `Unreadable` for a place that may not be written."""
        path = disk.normal(path)
        if len(text) > disk.MAX_BYTES:
            raise Unreadable(f"{path} would become larger than any file that is edited here")
        if (reason := self.snapshot.hidden(path)) is not None:
            raise Unreadable(reason)
        if self.snapshot.exists(path):
            self.snapshot.read(path)
        elif (reason := disk.obstacle(self.snapshot.root, path)) is not None:
            raise Unreadable(reason)
        self._staged[path] = Text(text)

    def exists(self, path: str) -> bool:
        """Whether a file is staged or there already."""
        return path in self._staged or self.snapshot.exists(path)

    @property
    def paths(self) -> tuple[str, ...]:
        """Every file there is now, sorted."""
        return tuple(sorted({*self.snapshot.paths, *self._staged}))

    def change(self, why: str = "") -> Change:
        """All that was staged, as whole-line edits and new files."""
        edits = {}
        created = {}
        for path, text in self._staged.items():
            if not self.snapshot.exists(path):
                created[path] = text.source
            elif found := between(self.snapshot.read(path), text, why):
                edits[path] = found
        return Change(edits, created)
