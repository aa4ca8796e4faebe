"""A small editor: it opens files, shows the menu, and takes edits into its buffers."""

import asyncio
import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from backlight.demo.wire import PATIENCE, Wire
from backlight.edits import Edit, apply
from backlight.text import Text

CHECK = re.compile(r"^- ([✓✗]) \*\*(.+?)\*\* (.+)$", re.MULTILINE)
SAID = {"✓": "ok", "✗": "not ok"}
LANGUAGES = {"py": "python", "js": "javascript", "sql": "sql"}
CAPABILITIES = {
    "general": {"positionEncodings": ["utf-16"]},
    "window": {"workDoneProgress": True, "showDocument": {"support": True}},
    "workspace": {
        "applyEdit": True,
        "configuration": True,
        "workspaceFolders": True,
        "workspaceEdit": {"documentChanges": True, "resourceOperations": ["create"]},
    },
    "textDocument": {
        "codeAction": {"codeActionLiteralSupport": {"codeActionKind": {"valueSet": []}}}
    },
}


@dataclass
class Taken:
    """What one run did to the buffers."""

    before: dict[str, Text | None] = field(default_factory=dict)
    after: dict[str, Text] = field(default_factory=dict)
    inverse: dict[str, tuple[Edit, ...]] = field(default_factory=dict)
    """The edits that undo it."""
    said: list[str] = field(default_factory=list)
    """The messages that came with it."""
    checks: list[str] = field(default_factory=list)
    """What the server checked before it showed the change: `ok: syntax …`."""


class Editor:
    """One window on one folder. Nothing is saved: buffers change, the disk does not."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.buffers: dict[str, Text] = {}
        self._versions: dict[str, int] = {}
        self._taken = Taken()
        self._ended = asyncio.Event()
        self.wire: Wire

    async def start(self) -> None:
        """Start the server and say who we are."""
        self.wire = await Wire.start(self.folder, self._answer, self._heard)
        root = self.folder.as_uri()
        folders = [{"uri": root, "name": self.folder.name}]
        hello = {"processId": None, "rootUri": root, "workspaceFolders": folders}
        await self.wire.request("initialize", {**hello, "capabilities": CAPABILITIES})
        self.wire.notify("initialized", {})

    def open(self, path: str) -> None:
        """Open a file in a buffer."""
        text = Text.of((self.folder / path).read_bytes())
        self._opened(path, text)

    async def menu(self, path: str, offset: int) -> list[dict[str, Any]]:
        """What the lightbulb shows at a place."""
        line, character = self.buffers[path].position(offset, "utf-16")
        here = {"line": line, "character": character}
        params = {
            "textDocument": {"uri": self._uri(path)},
            "range": {"start": here, "end": here},
            "context": {"diagnostics": [], "triggerKind": 1},
        }
        found: list[dict[str, Any]] = await self.wire.request("textDocument/codeAction", params)
        return found or []

    async def pick(self, entry: dict[str, Any]) -> Taken:
        """Run an entry of the menu until it ends, and say what it did."""
        self._taken, self._ended = Taken(), asyncio.Event()
        command = entry["command"]
        params = {"command": command["command"], "arguments": command["arguments"]}
        await self.wire.request("workspace/executeCommand", params)
        async with asyncio.timeout(PATIENCE):
            await self._ended.wait()
        return self._taken

    def undo(self, taken: Taken) -> bool:
        """Take a run back by its inverse edits; whether every byte is as it was."""
        for path, edits in taken.inverse.items():
            self.buffers[path] = apply(self.buffers[path], edits)
            self._changed(path)
        known = {path: text for path, text in taken.before.items() if text is not None}
        return all(self.buffers[path] == text for path, text in known.items())

    async def _answer(self, method: str, params: dict[str, Any]) -> Any:
        if method == "workspace/applyEdit":
            for part in params["edit"].get("documentChanges", []):
                self._take(part)
            return {"applied": True}
        if method == "workspace/configuration":
            return [None for _ in params["items"]]
        if method == "window/showDocument":
            return {"success": True}
        return None

    def _heard(self, method: str, params: dict[str, Any]) -> None:
        if method == "window/showMessage":
            self._taken.said.append(params["message"])
        elif method == "window/logMessage":
            found = CHECK.findall(params["message"])
            self._taken.checks += [f"{SAID[mark]}: {name} {what}" for mark, name, what in found]
        elif method == "$/progress" and params["value"]["kind"] == "end":
            self._ended.set()

    def _take(self, part: dict[str, Any]) -> None:
        """Apply one part of an edit to a buffer, and tell the server of the new text."""
        if part.get("kind") == "create":
            path = self._path(part["uri"])
            self._taken.before[path] = None
            self._opened(path, Text(""))
            return
        path = self._path(part["textDocument"]["uri"])
        if path not in self.buffers:
            self.open(path)
        text = self.buffers[path]
        edits = tuple(_edit(text, edit) for edit in part["edits"])
        self._taken.before.setdefault(path, text)
        self.buffers[path] = self._taken.after[path] = apply(text, edits)
        self._taken.inverse[path] = _inverse(text, edits)
        self._changed(path)

    def _opened(self, path: str, text: Text) -> None:
        self.buffers[path], self._versions[path] = text, 1
        document: dict[str, Any] = {
            "uri": self._uri(path),
            "languageId": LANGUAGES.get(path.rpartition(".")[2], ""),
        }
        document |= {"version": 1, "text": text.source}
        self.wire.notify("textDocument/didOpen", {"textDocument": document})

    def _changed(self, path: str) -> None:
        self._versions[path] += 1
        document = {"uri": self._uri(path), "version": self._versions[path]}
        whole = [{"text": self.buffers[path].source}]
        self.wire.notify(
            "textDocument/didChange", {"textDocument": document, "contentChanges": whole}
        )

    def _uri(self, path: str) -> str:
        return (self.folder / path).as_uri()

    def _path(self, uri: str) -> str:
        return uri.removeprefix(self.folder.as_uri() + "/")


def _edit(text: Text, edit: dict[str, Any]) -> Edit:
    start, end = (edit["range"][name] for name in ("start", "end"))
    return Edit(
        text.offset(start["line"], start["character"], "utf-16"),
        text.offset(end["line"], end["character"], "utf-16"),
        edit["newText"],
    )


def _inverse(text: Text, edits: tuple[Edit, ...]) -> tuple[Edit, ...]:
    """The edits that lead back: each puts the old text where the new one stands now."""
    found, moved = [], 0
    for edit in sorted(edits):
        size = len(edit.text.encode("utf-8", "surrogatepass"))
        start = edit.start + moved
        found.append(Edit(start, start + size, text.slice(edit.start, edit.end)))
        moved += size - (edit.end - edit.start)
    return tuple(found)
