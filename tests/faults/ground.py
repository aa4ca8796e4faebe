"""Where the faults happen: a project with secrets planted in and around it, a model, an editor.

Whatever a case does, four things must hold at its end: nothing is lost, nothing is written, nothing
is leaked, and the server still answers and has let go of everything.
"""

import hashlib
import socket
import threading
import time
from pathlib import Path

from lsp.conftest import ABLE
from lsp.editor import Editor

KEY = "sk-canary-0123456789"
CANARIES = {
    "the value in .env": "canary-env-4711",
    "a private key outside the project": "canary-key-4711",
    "a file of the system's kind": "canary-passwd-4711",
    "the key of the model": KEY,
}
SOURCE = """from fastapi import FastAPI

app = FastAPI()

# GET /health: says that all is well
"""
COMMENT = 4
"""The line of the specification in `SOURCE`."""
ROUTE = {
    "path": "main.py",
    "old_string": "# GET /health: says that all is well\n",
    "new_string": '@app.get("/health")\ndef health() -> dict[str, bool]:\n'
    '    """Say that all is well, or 404 and HTTPException(404)."""\n    return {"ok": True}\n',
}
GROWTH = 80_000
"""kB by which the server may grow in a case, the imports of its first run included."""


class Witness(Editor):
    """An editor that remembers what its user typed, and what each edit replaced."""

    def __init__(self, *given, **more):
        self.typed = {}
        self.replaced = {}
        self.applying = False
        self.begun = 0
        self.over = False
        super().__init__(*given, **more)

    def put(self, uri, text):
        if not self.applying:
            self.typed[uri] = text
        super().put(uri, text)

    def edit_file(self, uri, text, language="python"):
        if not self.applying:
            self.typed[uri] = text
        super().edit_file(uri, text, language)

    def apply(self, params):
        before = dict(self.buffers)
        self.before_apply()
        keep, self.before_apply = self.before_apply, lambda: None
        self.applying = True
        try:
            return super().apply(params)
        finally:
            self.applying, self.before_apply = False, keep
            for uri, text in self.buffers.items():
                if before.get(uri) != text:
                    self.replaced[uri] = before.get(uri, "")


class Ground:
    """One case: what stands on the disk, who listens, and who is talked to."""

    def __init__(self, folder, watch, model):
        self.root, self.outside, self.model = folder / "project", folder / "outside", model
        self.root.mkdir()
        self.outside.mkdir()
        watch(self.root)
        watch(self.outside)
        self.editors = []
        self.put("main.py", SOURCE)
        self.put("other.py", "x = 1\n")
        self.put(".env", f"SECRET={CANARIES['the value in .env']}\n")
        (self.outside / "id_ed25519").write_text(CANARIES["a private key outside the project"])
        (self.outside / "passwd").write_text(CANARIES["a file of the system's kind"])
        self.hits = []
        self.internet = socket.create_server(("127.0.0.1", 0))
        self.url = f"http://127.0.0.1:{self.internet.getsockname()[1]}"
        threading.Thread(target=self._listen, daemon=True).start()

    def put(self, path, text):
        """Write a file as its owner does; what the server may not do."""
        file = self.root / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(text if isinstance(text, bytes) else text.encode())
        self.seal()

    def uri(self, path="main.py"):
        return (self.root / path).as_uri()

    def seal(self):
        """From here on nothing on the disk may change."""
        self.tree = tree(self.root) | tree(self.outside)

    def editor(self, capabilities=ABLE, path="main.py", text=SOURCE, env=None, **more):
        """An editor with one file open, past its first menu."""
        self.seal()
        keys = {**self.model.environ, "ANTHROPIC_API_KEY": KEY}
        one = Witness(capabilities, root=self.root.as_uri(), env={**keys, **(env or {})}, **more)
        self.editors.append(one)
        if text is not None:
            one.edit_file(self.uri(path), text)
            one.menu(self.uri(path), 0)
        one.begun = memory(one.process.pid)
        return one

    def run(self, one=None, wait=90, **more):
        """Let the agent write what the comment says; answers the editor and what the user is told."""
        one = one or self.editor(**more)
        answer = one.pick(self.uri(), COMMENT, "designEndpoint")
        assert "runId" in answer.get("result", {}), answer
        return one, one.said(wait)

    def _listen(self):
        while True:
            try:
                caller, _ = self.internet.accept()
            except OSError:
                return
            caller.settimeout(2)
            self.hits.append(caller.recv(1000))
            caller.close()

    def wrong(self):
        """Every rule that was broken, in a sentence; the servers are stopped on the way."""
        for one in self.editors:
            yield from answering(one)
        for one in self.editors:
            yield from nothing_lost(one)
            errors = one.close()
            yield from leaked("the log of the server", errors)
            yield from leaked("what the editor was sent", one.heard.decode("utf-8", "replace"))
            if "Traceback" in errors:
                yield f"The server left a traceback: {errors[-1500:]}"
        self.internet.close()
        if self.hits:
            yield f"Somebody was called: {self.hits}"
        for number, seen in enumerate(self.model.seen):
            body = seen.partition(b"\n\n")[2].decode("utf-8", "replace")
            yield from leaked(f"request {number} to the model", body)
        now = tree(self.root) | tree(self.outside)
        if now != self.tree:
            yield f"On the disk changed: {sorted(set(now.items()) ^ set(self.tree.items()))}"


def nothing_lost(one):
    """What the user typed last is there, or one undo away."""
    for uri, text in one.typed.items():
        if uri in one.buffers and text not in {one.buffers[uri], one.replaced.get(uri)}:
            yield f"What was typed in {uri} is more than one undo away."


def answering(one):
    """The server answers, has not grown, and no process of it is left."""
    if one.over:
        if one.process.poll() is None:
            yield "The server should have ended."
        return
    if one.process.poll() is not None:
        yield f"The server ended with {one.process.returncode}."
        return
    try:
        one.request("none/such", wait=10)
    except AssertionError:
        yield "The server does not answer any more."
    end = time.monotonic() + 5
    while children(one.process.pid) and time.monotonic() < end:
        time.sleep(0.05)
    if left := children(one.process.pid):
        yield f"Processes are left: {left}"
    if (grown := memory(one.process.pid) - one.begun) > GROWTH:
        yield f"The server grew by {grown >> 10} MB."


def leaked(where, text):
    return [f"{what} is in {where}." for what, canary in CANARIES.items() if canary in text]


def tree(folder):
    """Everything below a folder: what it is, when it changed, and its bytes."""
    found = {}
    for path in sorted(folder.rglob("*")):
        status = path.lstat()
        data = path.read_bytes() if path.is_file() and not path.is_symlink() else b""
        digest = hashlib.sha256(data).hexdigest() if status.st_size < 50_000_000 else ""
        found[str(path)] = (status.st_mode, status.st_ino, status.st_mtime_ns, digest)
    return found


def memory(pid):
    """kB that a process has in memory."""
    status = Path(f"/proc/{pid}/status").read_text(encoding="utf-8")
    return int(status.partition("VmRSS:")[2].split()[0])


def children(pid):
    """Processes below one that still run."""
    try:
        listed = Path(f"/proc/{pid}/task/{pid}/children").read_text(encoding="utf-8").split()
        return [child for child in listed if running(child)]
    except FileNotFoundError:
        return []


def running(pid):
    try:
        stat = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8")
    except OSError:
        return False
    return stat.rpartition(")")[2].split()[0] != "Z"
