"""A confined command from the outside: started, listened to, and ended when its time is over."""

import asyncio
import json
import os
import signal
import sys
from asyncio.subprocess import PIPE, Process
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from backlight.scratch.order import UNCONFINED, Order

COMMAND = (sys.executable, "-P", "-m", "backlight.scratch.launch")
"""`-P`: a file of the workspace is never taken for a module."""
HANDED_ON = ("PATH", "LANG", "PYTHONPATH", "PYTHONHOME")
"""What the launcher gets of our environment; the command gets its own."""
GRACE = 5.0
"""Seconds for the launcher to end what it started; then it is killed itself."""
HEAD, TAIL = 4 * 1024, 12 * 1024
"""Bytes that are kept of what was said."""
CHUNK = 64 * 1024


@dataclass(frozen=True, slots=True)
class Ended:
    """How a command ended."""

    code: int
    said: str = ""
    """What it said, on both of its outputs; of much, the beginning and the end."""
    why: str = ""
    """The bound that it broke, or what kept it from being started."""
    started: bool = True
    """Whether it was run at all; one that was not says nothing of the project."""

    @property
    def ok(self) -> bool:
        """Whether it did what it was for."""
        return self.code == 0 and not self.why


async def run(order: Order, prefix: tuple[str, ...] = ()) -> Ended:
    """Run a command to its end. When cancelled, all that it started is gone before this returns."""
    process = await asyncio.create_subprocess_exec(
        *prefix,
        *COMMAND,
        stdin=PIPE,
        stdout=PIPE,
        stderr=PIPE,
        cwd=Path(sys.executable).parent,
        env={n: v for n, v in os.environ.items() if n in HANDED_ON or n.startswith("BACKLIGHT_A")},
        start_new_session=True,
    )
    listening = asyncio.create_task(_told(process, order))
    try:
        async with asyncio.timeout(order.bounds.seconds + 2 * GRACE):
            return await asyncio.shield(listening)
    except TimeoutError:
        return Ended(-1, why="what watched over it broke off")
    finally:
        await _over(process, listening)


async def _told(process: Process, order: Order) -> Ended:
    """Hand the order over, and listen; a command that says too much is ended."""
    if process.stdin is None or process.stdout is None or process.stderr is None:
        return Ended(-1, why="it could not be started", started=False)
    with suppress(ConnectionError):
        process.stdin.write(order.line())
        await process.stdin.drain()
    epitaph = asyncio.create_task(process.stderr.read())
    heard = _Heard()
    while chunk := await process.stdout.read(CHUNK):
        heard.take(chunk)
        if heard.total > order.bounds.said:
            process.stdin.close()
            await _emptied(process)
            break
    last = (await epitaph).rpartition(b"\n")[0].rpartition(b"\n")[2]
    try:
        said = json.loads(last)
        code, why, started = int(said["code"]), str(said["why"]), bool(said["started"])
    except (ValueError, KeyError, TypeError):
        words = last.decode("utf-8", "replace")[:200] or "it broke off"
        code, why, started = -1, f"{UNCONFINED}: {words}", False
    if heard.total > order.bounds.said:
        why, started = f"it said more than {order.bounds.said // 1024**2} MB", True
    return Ended(code, heard.text(), why, started)


async def _emptied(process: Process) -> None:
    """Read on, so that nobody waits to be read."""
    while process.stdout is not None and await process.stdout.read(CHUNK):
        continue


async def _over(process: Process, listening: "asyncio.Task[Ended]") -> None:
    """Let the launcher end everything, and then itself; kill what does not obey."""
    if process.stdin is not None:
        process.stdin.close()
    with suppress(TimeoutError):
        async with asyncio.timeout(GRACE):
            await asyncio.shield(process.wait())
    with suppress(OSError):
        os.killpg(process.pid, signal.SIGKILL)
    with suppress(TimeoutError):  # in some Pythons it waits for whoever holds the pipes, too
        async with asyncio.timeout(GRACE):
            await process.wait()
    await asyncio.wait([listening], timeout=GRACE)
    listening.cancel()


class _Heard:
    """The beginning and the end of what was said."""

    def __init__(self) -> None:
        self.total = 0
        self._head = b""
        self._tail = b""

    def take(self, chunk: bytes) -> None:
        """Keep what there is room for."""
        self.total += len(chunk)
        room = HEAD - len(self._head)
        self._head += chunk[:room]
        self._tail = (self._tail + chunk[room:])[-TAIL:] if len(chunk) > room else self._tail

    def text(self) -> str:
        """As text; bytes that are none are shown as such."""
        left = self.total - len(self._head) - len(self._tail)
        between = b"\n[... %d bytes left out ...]\n" % left if left > 0 else b""
        return (self._head + between + self._tail).decode("utf-8", "replace")
