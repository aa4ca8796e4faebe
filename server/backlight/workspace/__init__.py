"""The project as the editor sees it: buffers over files, and edits staged in memory."""

from backlight.workspace.disk import Unreadable
from backlight.workspace.overlay import Overlay
from backlight.workspace.snapshot import Document, Snapshot

__all__ = ["Document", "Overlay", "Snapshot", "Unreadable"]
