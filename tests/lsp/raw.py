"""A client that speaks raw bytes: it can say what no library would, and sees what really comes back."""

import contextlib
import json
import os
import selectors
import subprocess
import sys
import time

COMMAND = [sys.executable, "-P", "-m", "backlight", "serve"]


class Raw:
    """A server and its pipes."""

    def __init__(self, command=COMMAND, env=None, cwd=None):
        self.process = subprocess.Popen(
            command,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            env={**os.environ, **(env or {})},
            cwd=cwd,
        )
        os.set_blocking(self.process.stdout.fileno(), False)
        self.selector = selectors.DefaultSelector()
        self.selector.register(self.process.stdout, selectors.EVENT_READ)
        self.buffer = b""
        self.heard = bytearray()
        """All that the server ever said."""
        self.seen = []
        self.count = 0
        self.answers = {}

    def write(self, data):
        """Send bytes as they are."""
        self.process.stdin.write(data)
        self.process.stdin.flush()

    def send(self, message):
        """Send a message, or anything else, as JSON with a header."""
        body = message if isinstance(message, bytes) else json.dumps(message).encode()
        self.write(b"Content-Length: %d\r\n\r\n" % len(body) + body)

    def notify(self, method, params):
        self.send({"jsonrpc": "2.0", "method": method, "params": params})

    def ask(self, method, params=None, key=None):
        """Send a request; answers its id."""
        self.count += 1
        key = self.count if key is None else key
        self.send({"jsonrpc": "2.0", "id": key, "method": method, "params": params})
        return key

    def request(self, method, params=None, wait=15):
        """Send a request and wait for its response, the whole of it."""
        key = self.ask(method, params)
        return self.response(key, wait)

    def response(self, key, wait=15):
        return self.until(lambda m: "method" not in m and m.get("id") == key, wait)

    def until(self, wanted, wait=15):
        """The next message (also one seen before) that is wanted; takes it out."""
        end = time.monotonic() + wait
        while True:
            for at, message in enumerate(self.seen):
                if wanted(message):
                    return self.seen.pop(at)
            left = end - time.monotonic()
            if left <= 0 or not self._read(left):
                raise AssertionError(f"no such message; seen: {self.seen}")

    def none(self, wanted, wait=0.5):
        """Nothing like this comes for a while."""
        try:
            found = self.until(wanted, wait)
        except AssertionError:
            return
        raise AssertionError(f"this came: {found}")

    def _read(self, wait):
        for message in self._messages():
            self._take(message)
            return True
        if not self.selector.select(wait):
            return False
        data = os.read(self.process.stdout.fileno(), 1 << 20)
        self.buffer += data
        self.heard += data
        return bool(data)

    def _messages(self):
        head, blank, rest = self.buffer.partition(b"\r\n\r\n")
        if blank:
            size = int(head.partition(b"Content-Length:")[2].split(b"\r\n")[0])
            if len(rest) >= size:
                self.buffer = rest[size:]
                yield json.loads(rest[:size])

    def _take(self, message):
        method = message.get("method")
        if method in self.answers and "id" in message:
            answer = self.answers[method]
            result = answer(message["params"]) if callable(answer) else answer
            if result is not ...:
                self.send({"jsonrpc": "2.0", "id": message["id"], "result": result})
        self.seen.append(message)

    def initialize(self, capabilities=None, root=None, **more):
        params = {"processId": None, "rootUri": root, "capabilities": capabilities or {}, **more}
        answer = self.request("initialize", params)
        self.notify("initialized", {})
        return answer

    def open(self, uri, text, version=0, language="python"):
        item = {"uri": uri, "languageId": language, "version": version, "text": text}
        self.notify("textDocument/didOpen", {"textDocument": item})

    def change(self, uri, version, *changes):
        document = {"uri": uri, "version": version}
        params = {"textDocument": document, "contentChanges": list(changes)}
        self.notify("textDocument/didChange", params)

    def menu(self, uri, line, column=0, **context):
        here = {"line": line, "character": column}
        params = {
            "textDocument": {"uri": uri},
            "range": {"start": here, "end": here},
            "context": {"diagnostics": [], **context},
        }
        return self.request("textDocument/codeAction", params)

    def alive(self):
        """The server still answers."""
        return self.request("textDocument/codeAction/none")["error"]["code"] in {-32601, -32002}

    def gone(self, wait=2):
        """The exit code, once the process has ended by itself."""
        return self.process.wait(wait)

    def close(self):
        if self.process.poll() is None:
            self.process.kill()
        errors = self.process.stderr.read().decode()
        self.process.wait()
        for pipe in (self.process.stdin, self.process.stdout, self.process.stderr):
            with contextlib.suppress(BrokenPipeError):
                pipe.close()
        self.selector.close()
        return errors
