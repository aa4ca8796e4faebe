"""An editor, its user and a clock that jumps: the server's own road, without waiting for real time.

Everything from the change to the bytes on the wire is the product; what is simulated is the other
end. Each policy is a way of real editors to treat `workspace/applyEdit`.
"""

import asyncio
import json
from functools import partial

from backlight.lsp import sync
from backlight.lsp.announced import Announced
from backlight.lsp.peer import Peer
from backlight.lsp.session import Session
from lsp.editor import applied

CHECKED = ("strict", "drops stale", "half, and no", "first hunk", "refuses", "late", "mute", "deaf")
"""Policies of editors that compare the version of each file: news of typing may be on the way."""
UNCHECKED = ("first is checked", "no check", "no resources")
"""Those that do not: here they tell of every key at once, else no server could know."""
ABLE = {
    "textDocument": {"diagnostic": {}},
    "workspace": {"workspaceEdit": {"documentChanges": True, "resourceOperations": ["create"]}},
}


class Ahead(asyncio.SelectorEventLoop):
    """A loop whose clock goes to the next thing to do as soon as there is nothing to do."""

    def __init__(self):
        super().__init__()
        self.at, self.select = 0.0, self._selector.select
        self._selector.select = self.jump

    def jump(self, timeout=None):
        assert timeout is not None, "nothing will ever happen again"
        self.at += timeout + 1e-6  # No step takes no time
        return self.select(0)

    def time(self):
        return self.at


class Desk:
    """The buffers, and what is typed in them; `delay` is the editor's pause before it tells."""

    def __init__(self, policy, delay, flight):
        self.policy, self.delay, self.flight = policy, delay, flight
        self.peer = Peer(self.hear)
        self.peer.initialized = True
        self.session = Session(self.peer)
        self.session.client.announced = Announced(ABLE)
        for name in ("opened", "changed"):
            method = f"textDocument/did{ {'opened': 'Open', 'changed': 'Change'}[name] }"
            self.peer.handlers[method] = partial(getattr(sync, name), self.session)
        self.buffers, self.versions, self.told = {}, {}, {}

    async def wait(self, seconds):
        await asyncio.sleep(seconds)

    def say(self, **message):
        self.peer.receive(json.dumps({"jsonrpc": "2.0", **message}).encode())

    def open(self, uri, text):
        self.buffers[uri], self.versions[uri] = text, 1
        item = {"uri": uri, "languageId": "python", "version": 1, "text": text}
        self.say(method="textDocument/didOpen", params={"textDocument": item})

    def put(self, uri, text):
        """A buffer reads otherwise now; the server hears of it a little later."""
        self.buffers[uri] = text
        self.versions[uri] += 1
        if self.delay:
            asyncio.get_running_loop().call_later(self.delay, self.tell, uri)
        else:
            self.tell(uri)

    def tell(self, uri):
        if self.told.get(uri) == self.versions[uri]:
            return
        self.told[uri] = self.versions[uri]
        document = {"uri": uri, "version": self.versions[uri]}
        changes = [{"text": self.buffers[uri]}]
        params = {"textDocument": document, "contentChanges": changes}
        self.say(method="textDocument/didChange", params=params)

    def hear(self, data):
        message = json.loads(data)
        if message.get("method") == "workspace/applyEdit":
            loop = asyncio.get_running_loop()
            late = 35.0 if self.policy == "late" else self.flight
            loop.call_later(late, self.take, message["id"], message["params"]["edit"])

    def take(self, key, edit):
        """Treat an edit as the policy has it, and answer or not."""
        said = self.done(edit["documentChanges"])
        if self.policy not in {"mute", "deaf"}:
            self.say(id=key, result={"applied": said})

    def done(self, changes):
        texts = [change for change in changes if "edits" in change]
        stale = [t for t in texts if t["textDocument"]["version"] not in self.known(t)]
        if self.policy in {"refuses", "deaf"}:
            return self.policy == "deaf"
        if self.policy == "first is checked" and texts[0] in stale:
            return True
        if self.policy in {"strict", "late", "mute", "first hunk"} and stale:
            return False
        for at, change in enumerate(texts):
            if change in stale and self.policy in {"drops stale", "half, and no"}:
                continue
            self.write(change["textDocument"]["uri"], change["edits"])
            if self.policy == "half, and no" and not at:
                return False
        return True

    def known(self, change):
        return {None, self.versions.get(change["textDocument"]["uri"])}

    def write(self, uri, hunks):
        if uri not in self.buffers:
            if self.policy != "no resources":
                self.open(uri, applied("", hunks))
            return
        hunks = hunks[:1] if self.policy == "first hunk" else hunks
        self.put(uri, applied(self.buffers[uri], hunks))


class User:
    """Who sits there: agrees to everything."""

    started = 0.0

    async def sending(self, files):
        await asyncio.sleep(0.05)  # What is sent is written down first; one can type meanwhile

    async def ask(self, question, choices, default):
        return choices[0]
