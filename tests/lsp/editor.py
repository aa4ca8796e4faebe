"""An editor's double: it keeps buffers, applies edits as the specification says, and tells of it.

It is real code, not a mock: an edit that a strict editor would refuse fails the test here.
"""

import threading
from pathlib import Path
from urllib.parse import unquote, urlsplit

from lsp.raw import Raw


class Editor(Raw):
    """A raw client with buffers. `habits` are the ways in which real editors differ."""

    def __init__(self, capabilities, root=None, habits=(), options=None, name="", **more):
        super().__init__(**more)
        self.held = {}
        self.hidden = {}
        self.buffers = {}
        self.versions = {}
        self.edits = []
        self.habits = set(habits)
        self.capabilities = capabilities
        self.answers["window/workDoneProgress/create"] = None
        self.answers["client/registerCapability"] = None
        self.answers["workspace/configuration"] = lambda params: [None for _ in params["items"]]
        self.answers["workspace/applyEdit"] = self.apply
        self.before_apply = lambda: None
        given = {} if options is None else {"initializationOptions": options}
        given |= {"clientInfo": {"name": name}} if name else {}
        self.sync = self.initialize(capabilities, root, **given)["result"]["capabilities"]

    def edit_file(self, uri, text, language="python"):
        """Open a buffer."""
        self.buffers[uri], self.versions[uri] = text, 0
        self.open(uri, text, 0, language)

    def type(self, uri, old, new):
        """Replace a piece of a buffer, as if it was typed."""
        assert self.buffers[uri].count(old) == 1
        self.put(uri, self.buffers[uri].replace(old, new))

    def put(self, uri, text):
        """A buffer has changed: tell the server, as it wants to be told."""
        self.versions[uri] += 1
        before, self.buffers[uri] = self.buffers[uri], text
        if "holds back" in self.habits:
            self.held[uri] = text
            return
        if self.sync["textDocumentSync"]["change"] == 1:
            self.change(uri, self.versions[uri], {"text": text})
            return
        lines = before.count("\n") + 1
        whole = {"start": {"line": 0, "character": 0}, "end": {"line": lines, "character": 0}}
        self.change(uri, self.versions[uri], {"range": whole, "text": text})

    def send(self, message):
        """Whatever is said, what was typed is told first: lsp-mode holds it back for a second."""
        held, self.held = self.held, {}
        for uri, text in held.items():
            self.change(uri, self.versions[uri], {"text": text})
        super().send(message)

    def apply(self, params):
        """`workspace/applyEdit`: all or nothing."""
        self.before_apply()
        edit = params["edit"]
        self.edits.append(edit)
        self.check(edit)
        if "refuse" in self.habits:
            return {"applied": False, "failureReason": "the user said no"}
        if "lie" in self.habits:
            return {"applied": True}
        texts = {}
        for change in documents(edit):
            if change.get("kind") == "create":
                texts[change["uri"]] = ""
                continue
            if change.get("kind") in {"delete", "rename"}:
                self.move(change)
                continue
            uri, version = change["textDocument"]["uri"], change["textDocument"]["version"]
            unchecked = {None, 0} if "holds back" in self.habits else {None}
            if version not in unchecked and version != self.versions.get(uri):
                return {"applied": False}
            hunks = change["edits"][:1] if "first hunk" in self.habits else change["edits"]
            text = texts.get(uri, self.text(uri))
            if uri not in self.buffers and "\r\n" in text:  # As Neovim and VS Code do
                hunks = [h | {"newText": h["newText"].replace("\n", "\r\n")} for h in hunks]
                assert not any("\r\r" in hunk["newText"] for hunk in hunks)
            texts[uri] = applied(text, hunks)
        for uri, text in texts.items():
            if uri not in self.buffers and "hides" in self.habits:
                self.hidden[uri] = text
            elif uri not in self.buffers:
                self.edit_file(uri, text)
            elif text != self.buffers[uri]:
                self.put(uri, text)
            if "half" in self.habits:
                return {"applied": False, "failureReason": "disk full", "failedChange": 1}
        return ... if "mute" in self.habits else {"applied": True}

    def move(self, change):
        """Delete or rename a file, and the buffer with it."""
        uri = change.get("oldUri") or change["uri"]
        if change["kind"] == "delete":
            path(uri).unlink()
        else:
            path(uri).rename(path(change["newUri"]))
        if uri in self.buffers:
            del self.buffers[uri], self.versions[uri]
            self.notify("textDocument/didClose", {"textDocument": {"uri": uri}})

    def save(self, uri):
        """Write a buffer to its file."""
        path(uri).parent.mkdir(parents=True, exist_ok=True)
        if uri in self.hidden:
            path(uri).write_bytes(self.hidden.pop(uri).encode())
            return
        path(uri).write_bytes(self.buffers[uri].encode())
        self.notify("textDocument/didSave", {"textDocument": {"uri": uri}})

    def check(self, edit):
        """Nothing in it that was not announced, nothing that editors get wrong."""
        workspace = self.capabilities.get("workspace", {}).get("workspaceEdit") or {}
        operations = workspace.get("resourceOperations") or ()
        if "documentChanges" in edit:
            assert workspace.get("documentChanges") or operations
        if "changeAnnotations" in edit:
            assert workspace.get("changeAnnotationSupport")
            used = {
                each.get("annotationId")
                for change in documents(edit)
                for each in (change, *change.get("edits", ()))
            }
            assert used - {None} <= set(edit["changeAnnotations"])
        for change in documents(edit):
            if change.get("kind"):
                assert change["kind"] in operations
                alone = len(documents(edit)) == 1
                assert alone or change["kind"] == "create"
                assert path(change.get("oldUri") or change["uri"]).exists() != (
                    change["kind"] == "create"
                )
                assert "options" not in change
                continue
            for one in change["edits"]:
                places = one["range"]["start"], one["range"]["end"]
                assert all(place["character"] == 0 for place in places)
                there = self.text(change["textDocument"]["uri"])
                below = places[0]["line"] >= there.replace("\r\n", "\n").count("\n")
                assert not there.endswith("\n") or not below  # Neovim adds an empty line there
                assert ("annotationId" in one) <= ("changeAnnotations" in edit)
                marked = self.buffers.get(change["textDocument"]["uri"], "").startswith("\ufeff")
                assert marked or "\ufeff" not in one["newText"]

    def text(self, uri):
        if uri in self.buffers or uri in self.hidden:
            return self.buffers.get(uri, self.hidden.get(uri))
        file = path(uri)
        text = file.read_bytes().decode("utf-8-sig") if file.exists() else ""
        return text.replace("\r\n", "\n") if "line feeds" in self.habits else text

    def pick(self, uri, line, kind, **context):
        """Choose an entry of the menu by the end of its kind; answers the response."""
        found = [a for a in self.menu(uri, line, **context)["result"] if a["kind"].endswith(kind)]
        assert len(found) == 1, found
        command = found[0]["command"]
        arguments = {"command": command["command"], "arguments": command["arguments"]}
        return self.request("workspace/executeCommand", arguments)

    def said(self, wait=20):
        """The next sentence shown to the user."""
        return self.until(lambda m: m.get("method") == "window/showMessage", wait)["params"][
            "message"
        ]

    def titles(self, uri, line, **context):
        """What the menu offers, by title."""
        return [action["title"] for action in self.menu(uri, line, **context)["result"]]

    def later(self, seconds, action):
        timer = threading.Timer(seconds, action)
        timer.start()
        return timer


def documents(edit):
    """Every entry of an edit, in the newer form."""
    if "documentChanges" in edit:
        return edit["documentChanges"]
    return [
        {"textDocument": {"uri": uri, "version": None}, "edits": edits}
        for uri, edits in edit["changes"].items()
    ]


def applied(text, edits):
    """A text after edits of whole lines, none of which may touch another."""
    starts = [0]
    for line in text.replace("\r\n", "\0\n").split("\n")[:-1]:
        starts.append(starts[-1] + len(line) + 1)
    starts.append(len(text))

    def offset(place):
        return starts[min(place["line"], len(starts) - 1)]

    spans = [(offset(e["range"]["start"]), offset(e["range"]["end"]), e["newText"]) for e in edits]
    assert all(a[1] <= b[0] for a, b in zip(sorted(spans), sorted(spans)[1:], strict=False))
    for start, end, new in sorted(spans, reverse=True):
        text = text[:start] + new + text[end:]
    return text


def path(uri):
    return Path(unquote(urlsplit(uri).path))
