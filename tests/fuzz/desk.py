"""An editor, its user and a clock that jumps: the server's own road, without waiting for real time.

Everything from the change to the bytes on the wire is the product; what is simulated is the other
end. Each policy is a way of real editors to treat `workspace/applyEdit`.
"""

import asyncio
import json
from contextvars import ContextVar
from functools import partial

from backlight.edits import in_eol
from backlight.lsp import sync
from backlight.lsp.announced import Announced
from backlight.lsp.peer import Peer
from backlight.lsp.session import Session
from backlight.text import END_OF_LINE
from lsp.editor import applied, documents, path

STALE = -32603
RUN = ContextVar("RUN", default=None)
"""Whose work is being done: an edit is known by it."""
CHECKED = {
    "strict": "VS Code, Helix: all or nothing, and only for the versions there are",
    "says why": "eglot: the same, and what is stale is an error",
    "drops stale": "Sublime Text: what is stale is left out, and the answer is yes",
    "half, and no": "what aborts: the first text is changed, the answer is no",
    "first hunk": "VS Code's preview, in which the user unticks all but one",
    "refuses": "the user says no",
    "thinks": "does it at once, answers after twenty seconds",
    "late": "a preview that is looked at for longer than anyone waits, then applied",
    "mute": "ALE: does it, never answers",
    "deaf": "says yes, does nothing",
    "numb": "a dialogue that nobody ever closes: does nothing, never answers",
    "half, and yes": "goes on where something failed: the first text is changed, the answer is yes",
    "half, and mute": "dies of the second text: the first is changed, there is no answer",
    "fails, and did": "yegappan/lsp: does it, and answers with an error of what came after",
    "no, and did": "does it, and says no",
    "no, and later": "says no at once, and does it three seconds later",
}
"""Policies of editors that compare the version of each file: news of typing may be on the way."""
UNCHECKED = {
    "first is checked": "Neovim: the versions of all other texts are ignored",
    "no check": "vim-lsp, kakoune-lsp: all versions are",
    "no resources": "Kate, old eglot: files are not made, and the answer is yes",
    "no check, mute": "ALE: the same, and it never answers",
    "no check, half": "all versions are, the first text is changed, the answer is no",
    "first, and mute": "an editor like Neovim that never answers",
}
"""Those that do not: here they tell of every key at once, else no server could know."""
WHOLE = {
    "strict",
    "says why",
    "late",
    "thinks",
    "mute",
    "first hunk",
    "fails, and did",
    "no, and did",
    "no, and later",
}
"""Nothing is done if one text has moved on."""
HALF = {"half, and no", "half, and yes", "half, and mute"}
SILENT = {"mute", "deaf", "numb", "half, and mute", "no check, mute", "first, and mute"}
ENDS = {
    "as the file": "Neovim: all CRLF or none; what it is sent ends so, what it had stays",
    "one, else LF": "VS Code: all as the first one, whatever it reads, or is sent or typed",
    "one, else CRLF": "VS Code where new files are Windows' files",
    "LF": "Emacs: what it reads becomes that, and back when it is saved",
    "any": "Helix: all as they are",
}
"""How the lines of a buffer end."""
NEWS = {
    "opened": "textDocument/didOpen",
    "changed": "textDocument/didChange",
    "closed": "textDocument/didClose",
}
PULLS = {"textDocument": {"diagnostic": {}}}
ABLE = {
    **PULLS,
    "workspace": {"workspaceEdit": {"documentChanges": True, "resourceOperations": ["create"]}},
}
SHOWS = {
    "textDocument": {"diagnostic": {}, "codeAction": {"honorsChangeAnnotations": True}},
    "workspace": {
        "workspaceEdit": {
            "documentChanges": True,
            "resourceOperations": ["create"],
            "failureHandling": "textOnlyTransactional",
            "changeAnnotationSupport": {"groupsOnLabel": True},
        }
    },
}
"""What VS Code announces."""


class Ahead(asyncio.SelectorEventLoop):
    """A loop whose clock goes to the next thing to do as soon as there is nothing to do.

    What is done in threads is done at once, or takes a moment where the disk is waited for.
    """

    def __init__(self, at=0.0):
        super().__init__()
        self.at, self.select = at, self._selector.select
        self._selector.select = self.jump

    def jump(self, timeout=None):
        assert timeout is not None, "nothing will ever happen again"
        self.at += timeout + 1e-6  # No step takes no time
        return self.select(0)

    def time(self):
        return self.at

    def run_in_executor(self, executor, func, *args):
        future, lasting = self.create_future(), getattr(func, "keywords", {}).get("lasting")
        answer = func(*args)
        self.call_later(
            0.05 if lasting else 0.01, lambda: future.done() or future.set_result(answer)
        )
        return future


class Desk:
    """The buffers, and what is typed in them; `delay` is the editor's pause before it tells."""

    def __init__(
        self,
        policy,
        delay,
        flight,
        prepare=lambda session: None,
        able=ABLE,
        by=None,
        ends="as the file",
        name="",
    ):
        name = "helix" if ends == "any" else name
        self.prepare, self.announced, self.by = prepare, Announced(able, name), by
        self.ends, self.eol = ends, {}
        self.policy, self.delay, self.flight = policy, delay, flight
        self.buffers, self.versions, self.told = {}, {}, {}
        self.underway, self.said, self.lost, self.ours = {}, [], set(), {}
        self.touched, self.known = set(), {}
        self.serve()

    def serve(self):
        """A server is started, and told of every buffer; what is on the way stays on the way."""
        self.peer = peer = Peer(lambda data: self.hear(peer, data))
        self.peer.initialized = True
        self.session = Session(self.peer)
        self.session.client.announced = self.announced
        self.session.documents.by = self.by or "utf-16"
        for name, method in NEWS.items():
            self.peer.handlers[method] = partial(getattr(sync, name), self.session)
        self.prepare(self.session)
        for uri in self.buffers:
            self.open(uri, self.buffers[uri])

    def later(self, seconds, what, *args):
        """Do something in a while, whichever server there is by then."""
        loop, key = asyncio.get_running_loop(), object()
        self.underway[key] = loop.time() + seconds, what, args
        loop.call_at(loop.time() + seconds, self.now, key)

    def now(self, key):
        if key in self.underway:
            _, what, args = self.underway.pop(key)
            what(*args)

    def say(self, **message):
        self.peer.receive(json.dumps({"jsonrpc": "2.0", **message}).encode())

    def open(self, uri, text):
        self.eol[uri] = self.ended(END_OF_LINE.findall(text.encode()))
        text = self.shaped(uri, text)
        version = self.versions.get(uri, 0) + 1  # No number is used twice, as in VS Code
        self.buffers[uri], self.versions[uri], self.told[uri] = text, version, version
        self.known[uri] = text
        self.lost.discard(uri)
        item = {"uri": uri, "languageId": "plaintext", "version": version, "text": text}
        self.say(method="textDocument/didOpen", params={"textDocument": item})

    def close(self, uri):
        """A buffer goes, saved; the server has heard of all of it before."""
        self.tell(uri)
        text = self.buffers.pop(uri)
        there = path(uri).read_bytes() if path(uri).exists() else b""
        if self.ends == "LF" and set(END_OF_LINE.findall(there)) == {b"\r\n"}:
            text = in_eol(text, "\r\n")
        path(uri).write_bytes(text.encode())
        self.say(method="textDocument/didClose", params={"textDocument": {"uri": uri}})

    def put(self, uri, text):
        """A buffer reads otherwise now; the server hears of it a little later."""
        self.buffers[uri] = self.shaped(uri, text)
        self.versions[uri] += 1
        if self.delay:
            self.later(self.delay, self.tell, uri)
        else:
            self.tell(uri)

    def tell(self, uri, *changes):
        if uri not in self.buffers or (self.told[uri] == self.versions[uri] and not changes):
            return
        self.told[uri] = self.versions[uri]
        document = {"uri": uri, "version": self.versions[uri]}
        if not changes and self.by and uri not in self.lost:
            changes = [spliced(self.known[uri], self.buffers[uri], self.by)]
        elif not changes:
            changes = [{"text": self.buffers[uri]}]
            self.lost.discard(uri)
        self.known[uri] = self.buffers[uri]
        params = {"textDocument": document, "contentChanges": list(changes)}
        self.say(method="textDocument/didChange", params=params)

    def hear(self, peer, data):
        message = json.loads(data)
        method, params = message.get("method"), message.get("params")
        if method == "workspace/applyEdit":
            changes = documents(params["edit"])
            texts = [each for each in changes if "edits" in each]
            for each in texts:
                uri, version = each["textDocument"]["uri"], each["textDocument"]["version"]
                assert uri not in self.lost
                assert version in {None, self.told.get(uri)}  # What was heard of is looked at
                each["for"] = self.text(uri)
            late = {"late": 35.0, "no, and later": 3.0}.get(self.policy, self.flight)
            if self.policy == "no, and later":
                self.answer(peer, message["id"], {"result": {"applied": False}})
            what = peer, message["id"], changes, RUN.get()
            self.later(late, self.take, *what) if late else self.take(*what)
        elif method == "window/showMessage":
            self.said.append(params["message"])
        elif method == "window/showMessageRequest":
            yes = [action for action in params["actions"] if action["title"] in self.agrees]
            self.answer(peer, message["id"], {"result": yes[0] if yes else None})

    agrees = ("Apply", "Keep mine")

    def answer(self, peer, key, said):
        if peer is self.peer:
            self.say(id=key, **said)

    def take(self, peer, key, changes, run):
        """Treat an edit as the policy has it, and answer or not."""
        said = {"result": {"applied": self.done(changes, run)}}
        if self.policy == "no, and did":
            said = {"result": {"applied": False}}
        if self.policy == "fails, and did":
            said = {"error": {"code": STALE, "message": "E1050: expected a colon"}}
        if self.policy == "says why" and not said["result"]["applied"]:
            said = {"error": {"code": STALE, "message": "Edits require version 3, you have 4"}}
        if self.policy == "thinks":
            self.later(20, self.answer, peer, key, said)
        elif self.policy not in SILENT:
            self.answer(peer, key, said)
        elif self.policy == "deaf":
            self.answer(peer, key, {"result": {"applied": True}})

    def done(self, changes, run):
        texts = [change for change in changes if "edits" in change]
        stale = [each for each in texts if self.stale(each)]
        if self.policy in {"refuses", "deaf", "numb"}:
            return False
        if self.policy in WHOLE and stale:
            return False
        for at, change in enumerate(texts):
            first = self.policy in {"first is checked", "first, and mute"} and not at
            if change in stale and (first or self.policy in {"drops stale", *HALF}):
                continue
            self.write(change, run)
            if self.policy in {*HALF, "no check, half"} and not at:
                return self.policy == "half, and yes"
        return True

    def stale(self, change):
        """Whether a text has moved on; without a version the text itself is asked, as if by fate:

        what is opened and typed on while an edit is on its way to a closed file, nobody can know.
        """
        uri, version = change["textDocument"]["uri"], change["textDocument"]["version"]
        if version is None:
            return self.text(uri) != change["for"]
        return uri not in self.buffers or version != self.versions[uri]

    def text(self, uri):
        if uri in self.buffers:
            return self.buffers[uri]
        return path(uri).read_bytes().decode() if path(uri).exists() else None

    def write(self, change, run):
        uri, hunks = change["textDocument"]["uri"], change["edits"]
        self.touched.add((run, uri))
        text = self.text(uri)
        if text is None:
            if self.policy != "no resources":
                self.open(uri, applied("", hunks))
            return
        if uri not in self.buffers:
            self.open(uri, text)
        text = self.buffers[uri]
        if self.ends == "as the file":
            eol = self.eol[uri] or "\n"
            hunks = [h | {"newText": in_eol(h["newText"], eol)} for h in hunks]
        self.put(uri, applied(text, hunks[:1] if self.policy == "first hunk" else hunks))
        self.ours[uri] = text, self.buffers[uri], run

    def ended(self, found):
        """How the lines of a buffer end that is opened; `None` if each ends as it does."""
        if self.ends == "as the file":
            return "\r\n" if {*found} == {b"\r\n"} else None
        if self.ends.startswith("one"):
            new = "\r\n" if self.ends.endswith("CRLF") else "\n"
            return found[0].decode() if found else new
        return "\n" if self.ends == "LF" else None

    def shaped(self, uri, text):
        """A text as the buffer holds it."""
        return text if self.eol[uri] is None else in_eol(text, self.eol[uri])


def spliced(before, after, by):
    """One text made another by what was typed between, counted as the editor counts."""
    size = min(len(before), len(after))
    head = next((n for n in range(size) if before[n] != after[n]), size)
    rest = size - head
    tail = next((n for n in range(rest) if before[-1 - n] != after[-1 - n]), rest)
    while head and before[head - 1] == "\r":  # No editor stands between the two
        head -= 1
    while tail and before[len(before) - tail] == "\n":
        tail -= 1
    places = [place(before, head, by), place(before, len(before) - tail, by)]
    start, end = ({"line": line, "character": column} for line, column in places)
    text = after[head : len(after) - tail]
    return {"range": {"start": start, "end": end}, "text": text}


def place(text, index, by):
    """The line and column of an index."""
    codec = {"utf-8": "utf-8", "utf-16": "utf-16-le", "utf-32": "utf-32-le"}[by]
    lines = text[:index].replace("\r\n", "\n").replace("\r", "\n").split("\n")
    return len(lines) - 1, len(lines[-1].encode(codec)) // (int(by[4:]) // 8)


class User:
    """Who sits there: agrees to everything."""

    started, sofar = 0.0, ()

    async def sending(self, files):
        await asyncio.sleep(0.05)  # What is sent is written down first; one can type meanwhile

    async def ask(self, question, choices, default):
        return choices[0]
