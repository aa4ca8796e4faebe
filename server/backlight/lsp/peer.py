"""JSON-RPC as LSP speaks it: who may ask what when, answers, cancels, and requests of our own."""

import asyncio
import json
import logging
from collections.abc import Callable, Coroutine
from typing import Any

from backlight.lsp.frames import Unframed, parsed

log = logging.getLogger(__name__)

PARSE_ERROR = -32700
INVALID_REQUEST = -32600
METHOD_NOT_FOUND = -32601
INVALID_PARAMS = -32602
INTERNAL_ERROR = -32603
NOT_INITIALIZED = -32002
REQUEST_CANCELLED = -32800
REQUEST_FAILED = -32803
SERVER_CANCELLED = -32802

Params = Any
Handler = Callable[[Params], Any]
"""Answers a message at once, or with a coroutine; it may raise `Failure`."""


class Failure(Exception):
    """An error for the other side: a code and a sentence, never a traceback."""

    def __init__(self, code: int, message: str) -> None:
        super().__init__(message)
        self.code = code
        self.message = message


class Unanswered(Exception):
    """The client did not answer a request of ours in time, or answered with an error."""


class Denied(Unanswered):
    """It answered with an error: it did not do it, as eglot says of a stale edit."""


class Peer:
    """One conversation with one client."""

    def __init__(self, write: Callable[[bytes], None]) -> None:
        self.handlers: dict[str, Handler] = {}
        self.initialized = False
        self.shut = False
        self._write = write
        self._running: dict[int | str, asyncio.Task[Any]] = {}
        self._asked: dict[str, asyncio.Future[Any]] = {}
        self._count = 0

    def receive(self, body: bytes | Unframed) -> None:
        """Take one message as it came; never raises."""
        if isinstance(body, Unframed):
            log.error("dropped %s", body.reason)
            self._fail(None, INVALID_REQUEST, f"This is no message: {body.reason}.")
            return
        try:
            message = parsed(body)
        except ValueError:
            self._fail(None, PARSE_ERROR, "This is not JSON.")
            return
        if not isinstance(message, dict):
            self._fail(None, INVALID_REQUEST, "A message is one object; there are no batches.")
        elif "method" in message:
            self._called(message)
        elif "id" in message and ("result" in message or "error" in message):
            self._answered(message)
        else:
            self._fail(None, INVALID_REQUEST, "A message has a method, a result or an error.")

    def notify(self, method: str, params: Params) -> None:
        """Tell the client something."""
        self._send({"jsonrpc": "2.0", "method": method, "params": params})

    async def request(self, method: str, params: Params, timeout: float) -> Any:  # noqa: ASYNC109 - every request of ours has one
        """Ask the client; raises `Unanswered` when there is no answer in time, or an error."""
        self._count += 1
        key = f"backlight-{self._count}"
        future = self._asked[key] = asyncio.get_running_loop().create_future()
        self._send({"jsonrpc": "2.0", "id": key, "method": method, "params": params})
        try:
            async with asyncio.timeout(timeout):
                return await future
        except TimeoutError as over:
            raise Unanswered(f"{method} was not answered within {timeout:g} s") from over
        finally:
            del self._asked[key]
            if future.cancelled():
                self.notify("$/cancelRequest", {"id": key})

    @property
    def running(self) -> list[asyncio.Task[Any]]:
        """Every request that is still being worked on."""
        return list(self._running.values())

    def _called(self, message: dict[str, Any]) -> None:
        method: Any = message["method"]
        key: Any = message.get("id")
        sound = isinstance(method, str) and message.get("jsonrpc") == "2.0"
        if "id" in message and (not sound or not _is_id(key)):
            shown = key if _is_id(key) or isinstance(key, float) else None
            self._fail(shown, INVALID_REQUEST, "This is no request of JSON-RPC 2.0.")
        elif "id" in message:
            self._requested(key, method, message.get("params"))
        elif sound:
            self._notified(method, message.get("params"))

    def _requested(self, key: int | str, method: str, params: Params) -> None:
        if (refusal := self._refusal(key, method)) is not None:
            self._fail(key, refusal.code, refusal.message)
            return
        answer = self._guarded(method, params)
        if isinstance(answer, Failure):
            self._fail(key, answer.code, answer.message)
        elif asyncio.iscoroutine(answer):
            task = asyncio.create_task(self._carried_out(key, method, answer))
            self._running[key] = task
            task.add_done_callback(lambda _: self._running.pop(key, None))
        else:
            self._send({"jsonrpc": "2.0", "id": key, "result": answer})

    def _refusal(self, key: int | str, method: str) -> Failure | None:
        """Why a request is not even looked at."""
        if self.shut:
            return Failure(INVALID_REQUEST, "The server is shutting down.")
        if not self.initialized and method != "initialize":
            return Failure(NOT_INITIALIZED, "The first request must be initialize.")
        if self.initialized and method == "initialize":
            return Failure(INVALID_REQUEST, "The server is initialized already.")
        if key in self._running:
            return Failure(INVALID_REQUEST, "A request with this id is still being worked on.")
        if method not in self.handlers:
            return Failure(METHOD_NOT_FOUND, f"There is no method {method[:100]!r} here.")
        return None

    def _notified(self, method: str, params: Params) -> None:
        if method == "$/cancelRequest":
            key = params.get("id") if isinstance(params, dict) else None
            if _is_id(key) and key in self._running:
                # It begins first: what was cancelled before its first step would never answer
                asyncio.get_running_loop().call_soon(self._running[key].cancel)
        elif method == "exit" or (self.initialized and not self.shut):
            answer = self._guarded(method, params) if method in self.handlers else None
            if isinstance(answer, Failure):
                log.warning("%s was ignored: %s", method, answer.message)

    def _answered(self, message: dict[str, Any]) -> None:
        future = self._asked.get(message["id"]) if isinstance(message["id"], str) else None
        if future is None or future.done():
            log.info("an answer came late, twice, or to no question")
        elif message.get("error") is not None:
            error = message["error"] if isinstance(message["error"], dict) else {}
            future.set_exception(Denied(str(error.get("message") or "the client refused")[:500]))
        else:
            future.set_result(message.get("result"))

    def _guarded(self, method: str, params: Params) -> Any:
        try:
            return self.handlers[method](params)
        except Failure as failure:
            return failure
        except Exception as problem:  # noqa: BLE001 - one bad message must not end the server
            return _broken(method, problem)

    async def _carried_out(
        self, key: int | str, method: str, answer: Coroutine[Any, Any, Any]
    ) -> None:
        try:
            result = await answer
        except asyncio.CancelledError:
            self._fail(key, REQUEST_CANCELLED, "The request was cancelled.")
        except Failure as failure:
            self._fail(key, failure.code, failure.message)
        except Exception as problem:  # noqa: BLE001 - one bad message must not end the server
            broken = _broken(method, problem)
            self._fail(key, broken.code, broken.message)
        else:
            self._send({"jsonrpc": "2.0", "id": key, "result": result})

    def _fail(self, key: float | str | None, code: int, message: str) -> None:
        self._send({"jsonrpc": "2.0", "id": key, "error": {"code": code, "message": message}})

    def _send(self, message: dict[str, Any]) -> None:
        self._write(json.dumps(message, separators=(",", ":")).encode("ascii"))


def _broken(method: str, problem: Exception) -> Failure:
    log.error("%s failed", method, exc_info=problem)
    said = f"{method} failed inside the server; the server's log says where."
    return Failure(INTERNAL_ERROR, said)


def _is_id(key: object) -> bool:
    return type(key) in {int, str}
