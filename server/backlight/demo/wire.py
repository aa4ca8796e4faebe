"""The other side of standard input and output: messages to the server, and its messages to us."""

import asyncio
import json
import os
import sys
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

FOREIGN = ("ANTHROPIC_", "AWS_", "CLAUDE_")
"""What starts the names of keys and endpoints: the demo needs none, and shows that."""
OWN = ("XDG_STATE_HOME", "XDG_CACHE_HOME")
"""What is kept of runs goes away with the demo."""
PATIENCE = 15.0

Answer = Callable[[str, dict[str, Any]], Awaitable[Any]]
Heard = Callable[[str, dict[str, Any]], None]


class Wire:
    """A server that runs as our child; requests both ways, answered by `answer`."""

    def __init__(self, process: asyncio.subprocess.Process, answer: Answer, heard: Heard) -> None:
        self._process = process
        self._answer = answer
        self._heard = heard
        self._waiting: dict[int, asyncio.Future[Any]] = {}
        self._count = 0
        self._tasks = {asyncio.ensure_future(self._listen())}

    @classmethod
    async def start(cls, folder: Path, answer: Answer, heard: Heard) -> "Wire":
        """Start the real server, without anyone's keys, and without a trace in anyone's journal."""
        environ = {k: v for k, v in os.environ.items() if not k.startswith(FOREIGN)}
        environ |= {name: str(folder.parent / name) for name in OWN}
        process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-P", "-m", "backlight", "serve"),
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
            cwd=folder,
            env=environ,
        )
        return cls(process, answer, heard)

    async def request(self, method: str, params: Any) -> Any:
        """Ask the server and wait for its answer, not for ever."""
        self._count += 1
        waiting = self._waiting[self._count] = asyncio.get_running_loop().create_future()
        self._send({"id": self._count, "method": method, "params": params})
        async with asyncio.timeout(PATIENCE):
            return await waiting

    def notify(self, method: str, params: Any) -> None:
        """Tell the server."""
        self._send({"method": method, "params": params})

    async def stop(self) -> int:
        """Let the server go, as an editor does when it is closed; its exit code."""
        await self.request("shutdown", None)
        self.notify("exit", None)
        async with asyncio.timeout(PATIENCE):
            code = await self._process.wait()
        for task in self._tasks:
            task.cancel()
        return code

    def kill(self) -> None:
        """End the server at once, if it has not ended."""
        if self._process.returncode is None:
            self._process.kill()

    async def _listen(self) -> None:
        while (message := await self._read()) is not None:
            if "method" not in message:
                self._answered(message)
            elif "id" in message:
                task = asyncio.ensure_future(self._reply(message))
                self._tasks.add(task)
                task.add_done_callback(self._tasks.discard)
            else:
                self._heard(message["method"], message.get("params") or {})
        for waiting in self._waiting.values():
            waiting.cancel()

    async def _read(self) -> dict[str, Any] | None:
        output = self._process.stdout
        size = 0
        while output is not None and (line := (await output.readline()).strip()):
            name, _, value = line.partition(b":")
            if name.lower() == b"content-length":
                size = int(value)
        if output is None or not size:
            return None
        message: dict[str, Any] = json.loads(await output.readexactly(size))
        return message

    def _answered(self, message: dict[str, Any]) -> None:
        waiting = self._waiting.pop(message["id"], None)
        if waiting is None or waiting.done():
            return
        if "error" in message:
            waiting.set_exception(RuntimeError(message["error"]["message"]))
        else:
            waiting.set_result(message.get("result"))

    async def _reply(self, message: dict[str, Any]) -> None:
        result = await self._answer(message["method"], message.get("params") or {})
        self._send({"id": message["id"], "result": result})

    def _send(self, message: dict[str, Any]) -> None:
        body = json.dumps({"jsonrpc": "2.0", **message}).encode()
        if self._process.stdin is not None:
            self._process.stdin.write(b"Content-Length: %d\r\n\r\n%b" % (len(body), body))
