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
        self._before: dict[str, Text | None] = {}

    def read(self, path: str) -> Text:
        """The text of a file as it reads now; raises `Unreadable`, also for hidden files."""
        path = disk.normal(path)
        if path in self._staged:
            return self._staged[path]
        if (reason := self.snapshot.hidden(path)) is not None:
            raise Unreadable(reason)
        return self.snapshot.read(path)

    def write(self, path: str, text: str, upon: Text | None = None) -> None:
        """Stage a text; raises `Unreadable` for a place that may not be written.

        `upon` is what was read of the file: whatever becomes of it on the disk meanwhile, the
        change is against that text.
        """
        path = disk.normal(path)
        if len(text) > disk.MAX_BYTES:
            raise Unreadable(f"{path} would become larger than any file that is edited here")
        if path not in self._before:
            if (reason := self.snapshot.hidden(path)) is not None:
                raise Unreadable(reason)
            self._before[path] = upon if upon is not None else self._there(path)
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
            before = self._before[path]
            if before is None:
                created[path] = text.source
            elif found := between(before, text, why):
                edits[path] = found
        return Change(edits, created)

    @property
    def base(self) -> dict[str, Text]:
        """The texts that the change is against."""
        return {path: text for path, text in self._before.items() if text is not None}

    def _there(self, path: str) -> Text | None:
        """What stands at a path before it is written; `None` if a file may be made there."""
        if self.snapshot.exists(path):
            return self.snapshot.read(path)
        if (reason := disk.obstacle(self.snapshot.root, path)) is not None:
            raise Unreadable(reason)
        return None
