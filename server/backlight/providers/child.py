"""The server's side of the child process in which a model's conversation lives.

Importing the SDK takes seconds and 67 MB, and a thread that does it slows the menu down; a process
does not, and killing it closes the connection to the model at once.
"""

import asyncio
import os
import sys
from asyncio.subprocess import PIPE, Process
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any

from backlight.providers import ModelError, Report, Request, Turn, credentials
from backlight.providers.catalogue import Listed
from backlight.providers.wire import error_of, line, packed, parsed, turn_of

COMMAND = (sys.executable, "-P", "-m", "backlight.providers.worker")
"""`-P`: a file of the workspace is never taken for a module."""

LONGEST = 64 * 1024 * 1024
"""Bytes of the longest line the child may answer with."""

GONE = "The process that speaks with the model ended unexpectedly"


class Gone(Exception):
    """The process ended, or speaks nonsense."""


class Child:
    """A model behind a pipe; one for each run. It starts when it is first needed."""

    def __init__(self, environ: Mapping[str, str] | None = None) -> None:
        self._environ = _handed_on(os.environ if environ is None else environ)
        self._process: Process | None = None
        self._dying: list[Process] = []

    async def start(self) -> None:
        """Start the process ahead of time; raises `ModelError` if it cannot be asked at all."""
        if (why := credentials.problem(self._environ)) is not None:
            raise ModelError(why)
        if self._process is None or self._process.returncode is not None:
            self._process = await asyncio.create_subprocess_exec(
                *COMMAND,
                stdin=PIPE,
                stdout=PIPE,
                stderr=PIPE,
                env=self._environ,
                cwd=Path(sys.executable).parent,
                limit=LONGEST,
            )

    async def reply(self, request: Request, report: Report) -> Turn:
        """The next turn; raises `ModelError`. When cancelled, the process is killed at once."""
        return turn_of((await self._answer(line(ask=packed(request)), report))["turn"])

    async def listed(self) -> tuple[Listed, ...]:
        """The models that the server says it has; none if it does not say."""
        answer = await self._answer(line(list=True), lambda _: None)
        return tuple(Listed(**one) for one in answer["listed"])

    async def _answer(self, question: bytes, report: Report) -> dict[str, Any]:
        await self.start()
        process = self._process
        if process is None:
            raise ModelError(f"{GONE}.")
        try:
            return await _exchange(process, question, report)
        except Gone:
            self._kill()
            raise ModelError(await self._epitaph(process), retryable=True) from None
        except ModelError:
            raise
        except BaseException:
            self._kill()
            raise

    async def close(self) -> None:
        """End the process, and wait until it is gone; may be called twice."""
        self._kill()
        dying, self._dying = self._dying, []
        for process in dying:
            await asyncio.shield(_last_words(process))

    def _kill(self) -> None:
        """Once for each process: a second signal would take its exit status from the loop."""
        process, self._process = self._process, None
        if process is not None:
            self._dying.append(process)
            with suppress(ProcessLookupError):
                process.kill()

    async def _epitaph(self, process: Process) -> str:
        """What the process said last."""
        said = await _last_words(process)
        last = said.decode("utf-8", "replace").strip().rpartition("\n")[2][:300]
        why = credentials.redact(last, self._environ)
        return f"{GONE}: {why}." if why else f"{GONE}; run the action again."


def _handed_on(environ: Mapping[str, str]) -> dict[str, str]:
    """The environment of the process, without what would do harm there."""
    harmful = {"anthropic_log"}  # it would log the key
    if credentials.problem(environ) is None and credentials.is_loopback(
        credentials.address(environ)
    ):
        harmful |= {"http_proxy", "https_proxy", "all_proxy"}  # none reaches this machine
    return {name: value for name, value in environ.items() if name.lower() not in harmful}


async def _exchange(process: Process, question: bytes, report: Report) -> dict[str, Any]:
    """Ask, pass progress on, and take the answer."""
    if process.stdin is None or process.stdout is None:
        raise Gone
    with suppress(ConnectionError):
        process.stdin.write(question)
        await process.stdin.drain()
    while True:
        try:
            answer = parsed(await process.stdout.readline())
        except ValueError:
            raise Gone from None
        if "turn" in answer or "listed" in answer:
            return answer
        if "error" in answer:
            raise error_of(answer["error"])
        report(str(answer.get("progress", "")))


async def _last_words(process: Process) -> bytes:
    """Wait for the end, with its pipes read empty."""
    with suppress(ValueError, ConnectionError):
        _, said = await process.communicate()
        return said
    return b""
