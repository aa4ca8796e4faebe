"""A scripted server on loopback that speaks the Messages API, with server-sent events.

In a test:  `with Messages([calls(("Edit", {...})), say("Done.")]) as model: ... model.url`
On its own: `python tests/double/messages.py --script FILE --port 0` prints `{"url": ...}` and serves
until it is stopped. FILE is JSON, a list of steps, or Python that sets `script` to a list of steps.

A step is a reply (`say`, `calls`, `reply`), a failure (`Fail`), raw events (`Raw`), a function of the
request's body that returns one of these, or their JSON forms:
`{"say": "..."}`, `{"calls": [{"tool": "Edit", "input": {}}], "say": "..."}`, `{"fail": 529, "headers": {}}`.
When the script is over, every further request is answered with `Done.`
"""

import argparse
import json
import os
import runpy
import threading
import time
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from itertools import count
from pathlib import Path

MODEL = "claude-sonnet-5-5"
USAGE = {
    "input_tokens": 100,
    "output_tokens": 20,
    "cache_read_input_tokens": 0,
    "cache_creation_input_tokens": 0,
}
ids = count(1)


class TooManyMarks(Exception):
    """The API refuses a request with more than four marks of its cache."""


@dataclass(frozen=True)
class Fail:
    """An answer that is an error."""

    status: int
    type: str = "api_error"
    message: str = "scripted"
    headers: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Raw:
    """Events as they go over the wire: (name, data), or bytes sent as they are.

    `Cut` ends the connection there, `Stall` keeps it open and silent.
    """

    events: tuple
    delay: float = 0


class Cut:
    """The connection is torn down."""


@dataclass(frozen=True)
class Stall:
    """Nothing more comes."""

    seconds: float = 60


def reply(content, stop="end_turn", **more):
    """A whole message."""
    usage = {**USAGE, **more.pop("usage", {})}
    return {
        "id": f"msg_{next(ids):06}",
        "type": "message",
        "role": "assistant",
        "model": MODEL,
        "content": content,
        "stop_reason": stop,
        "stop_sequence": None,
        "usage": usage,
        **more,
    }


def say(words, stop="end_turn", **more):
    """A reply in words."""
    return reply([{"type": "text", "text": words}], stop, **more)


def calls(*wanted, say="", stop="tool_use", **more):
    """A reply that calls tools, each given as (name, input)."""
    words = [{"type": "text", "text": say}] if say else []
    blocks = [
        {"type": "tool_use", "id": f"toolu_{next(ids):06}", "name": name, "input": given}
        for name, given in wanted
    ]
    return reply([*words, *blocks], stop, **more)


def thinking(words, signature="signed"):
    """A block of thinking, to put in front of a reply's content."""
    return {"type": "thinking", "thinking": words, "signature": signature}


def events(message, chunk=7):
    """A message as the API streams it."""
    start = {**message, "content": [], "stop_reason": None}
    yield "message_start", {"type": "message_start", "message": start}
    yield "ping", {"type": "ping"}
    for index, block in enumerate(message["content"]):
        yield from block_events(index, block, chunk)
    delta = {"stop_reason": message["stop_reason"], "stop_sequence": None}
    if "stop_details" in message:
        delta["stop_details"] = message["stop_details"]
    usage = {"output_tokens": message["usage"]["output_tokens"]}
    yield "message_delta", {"type": "message_delta", "delta": delta, "usage": usage}
    yield "message_stop", {"type": "message_stop"}


def sse(name, data):
    """A server-sent event."""
    return f"event: {name}\ndata: {json.dumps(data)}\n\n".encode()


def block_events(index, block, chunk):
    """One block: its start, its text in small pieces, its end."""
    kind = block["type"]
    empty, deltas = {
        "text": lambda: ({"text": ""}, pieces("text_delta", "text", block, chunk)),
        "thinking": lambda: ({"thinking": "", "signature": ""}, thoughts(block, chunk)),
        "tool_use": lambda: ({"input": {}}, arguments(block, chunk)),
    }.get(kind, lambda: ({}, []))()
    start = {**block, **empty}
    yield (
        "content_block_start",
        {"type": "content_block_start", "index": index, "content_block": start},
    )
    for delta in deltas:
        yield (
            "content_block_delta",
            {"type": "content_block_delta", "index": index, "delta": delta},
        )
    yield "content_block_stop", {"type": "content_block_stop", "index": index}


def pieces(kind, name, block, chunk):
    text = block[name]
    for at in range(0, len(text), chunk):
        yield {"type": kind, name: text[at : at + chunk]}


def thoughts(block, chunk):
    yield from pieces("thinking_delta", "thinking", block, chunk)
    yield {"type": "signature_delta", "signature": block["signature"]}


def arguments(block, chunk):
    text = block["input"] if isinstance(block["input"], str) else json.dumps(block["input"])
    size = max(chunk, len(text) // 2000)
    for at in range(0, len(text), size):
        yield {"type": "input_json_delta", "partial_json": text[at : at + size]}


class Messages:
    """The server: answers with its script, and remembers what it was asked."""

    def __init__(self, script=(), *, delay=0.0, chunk=7, port=0, log=None, meter=None):
        self.script = list(script)
        self.delay, self.chunk, self.log = delay, chunk, log
        self.meter = meter
        """Counts tokens and caches in place of the fixed usage, if there is one."""
        self.requests = []
        """The body of each question, in order."""
        self.gets = []
        """The paths that were only looked at."""
        self.models = None
        """What the list of models holds; `None`: there is no such list."""
        self.encode = sse
        """How an event goes over the wire; a cloud has a way of its own."""
        self.path = "/v1/messages"
        """Where questions are taken; a cloud has it elsewhere."""
        self.seen = []
        """All bytes of each request: its first line, headers and body."""
        self.aborted = threading.Event()
        """The client went away before the reply was over."""
        self.asked = threading.Event()
        self.stopped = threading.Event()
        self.sent = 0
        self._lock = threading.Lock()
        self._server = ThreadingHTTPServer(("127.0.0.1", port), handler(self))
        self._server.daemon_threads = True
        self.url = f"http://127.0.0.1:{self._server.server_address[1]}"

    def __enter__(self):
        threading.Thread(target=self._server.serve_forever, args=(0.05,), daemon=True).start()
        return self

    def __exit__(self, *_):
        self.stopped.set()
        self._server.shutdown()
        self._server.server_close()

    @property
    def environ(self):
        """What a client needs to come here."""
        return {"ANTHROPIC_BASE_URL": self.url, "ANTHROPIC_API_KEY": "sk-double-0123456789"}

    def next(self, body):
        """The step for a request."""
        with self._lock:
            self.requests.append(body)
            if self.log is not None:
                with self.log.open("a", encoding="utf-8") as file:
                    file.write(json.dumps(body) + "\n")
            step = self.script.pop(0) if self.script else say("Done.")
        self.asked.set()
        if callable(step):
            step = step(body)
        step = step_of(step) if isinstance(step, dict) and "content" not in step else step
        return self._metered(body, step) if self.meter and isinstance(step, dict) else step

    def _metered(self, body, step):
        """The reply with the usage that was really counted."""
        try:
            return {**step, "usage": self.meter.count(body, step["content"])}
        except ValueError as problem:
            return Fail(400, "invalid_request_error", str(problem))

    def gone(self):
        """The client has left."""
        self.aborted.set()


def step_of(step):
    """A step from its JSON form."""
    if "fail" in step:
        return Fail(
            step["fail"],
            step.get("type", "api_error"),
            step.get("message", "scripted"),
            step.get("headers", {}),
        )
    if "calls" in step:
        wanted = [(call["tool"], call["input"]) for call in step["calls"]]
        return calls(*wanted, say=step.get("say", ""), stop=step.get("stop", "tool_use"))
    return say(step["say"], step.get("stop", "end_turn"))


def handler(double):
    """The HTTP side of one server."""

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def log_message(self, *_):
            """Say nothing."""

        def do_GET(self):
            double.gets.append(self.path)
            if self.path.partition("?")[0] == "/v1/models" and double.models is not None:
                self.answer(200, {"data": double.models, "has_more": False})
                return
            self.answer(404, {"type": "error", "error": {"type": "not_found_error"}})

        def do_POST(self):
            data = self.rfile.read(int(self.headers["content-length"]))
            double.seen.append(f"{self.requestline}\n{self.headers}\n".encode() + data)
            if self.path != double.path:
                self.answer(404, {"error": {"type": "not_found_error", "message": self.path}})
                return
            step = double.next(json.loads(data))
            if isinstance(step, Fail):
                error = {"type": step.type, "message": step.message}
                self.answer(step.status, {"type": "error", "error": error}, step.headers)
                return
            try:
                self.stream(step)
            except (BrokenPipeError, ConnectionResetError):
                double.gone()

        def answer(self, status, body, headers=()):
            data = json.dumps(body).encode()
            self.send_response(status)
            for name, value in {"content-type": "application/json", **dict(headers)}.items():
                self.send_header(name, value)
            self.send_header("content-length", str(len(data)))
            self.end_headers()
            self.wfile.write(data)

        def stream(self, step):
            self.send_response(200)
            self.send_header("content-type", "text/event-stream")
            self.send_header("transfer-encoding", "chunked")
            self.end_headers()
            raw = isinstance(step, Raw)
            delay = step.delay if raw else double.delay
            for event in step.events if raw else events(step, double.chunk):
                if event is Cut or isinstance(event, Stall):
                    self.interrupt(event)
                    return
                self.chunk(event)
                double.sent += 1
                if delay:
                    self.pause(delay)
            self.wfile.write(b"0\r\n\r\n")

        def chunk(self, event):
            if isinstance(event, tuple):
                event = double.encode(*event)
            self.wfile.write(b"%x\r\n%s\r\n" % (len(event), event))
            self.wfile.flush()

        def interrupt(self, event):
            if isinstance(event, Stall):
                self.pause(event.seconds)
            self.close_connection = True
            self.connection.close()

        def pause(self, seconds):
            """Wait, and notice when the client leaves meanwhile."""
            until = time.monotonic() + seconds
            self.connection.settimeout(0.02)
            while time.monotonic() < until and not double.stopped.is_set():
                self.look()
                time.sleep(min(0.02, seconds))
            self.connection.settimeout(None)

        def look(self):
            try:
                if self.connection.recv(1, 2) == b"":  # 2 is MSG_PEEK
                    raise ConnectionResetError
            except TimeoutError:
                return

    return Handler


def main():
    """Serve a script from a file."""
    parser = argparse.ArgumentParser(description="A scripted Messages API server on loopback.")
    parser.add_argument("--script", required=True, type=Path)
    parser.add_argument("--port", type=int, default=0)
    parser.add_argument("--delay", type=float, default=0.0, help="seconds between two events")
    parser.add_argument("--log", type=Path, help="where to write each request, as JSON lines")
    given = parser.parse_args()
    if given.script.suffix == ".py":
        script = runpy.run_path(str(given.script))["script"]
    else:
        script = json.loads(given.script.read_text(encoding="utf-8"))
    parent = os.getppid()
    with Messages(script, delay=given.delay, port=given.port, log=given.log) as double:
        print(json.dumps({"url": double.url}), flush=True)
        while os.getppid() == parent:  # nobody is left to ask
            time.sleep(0.1)


if __name__ == "__main__":
    main()
