"""A run's side of the lab: the process is started at the first question, and gone with the run."""

import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from threading import Lock, Timer
from typing import Any

from backlight.analysis.tables import Schema
from backlight.sql.lab.verdict import Rehearsal, Verdict, Weight, unproven
from backlight.sql.lab.wire import heard, packed, weighed

COMMAND = (sys.executable, "-P", "-m", "backlight.sql.lab.worker")
"""`-P`: a file of the workspace is never taken for a module."""
SECONDS = 2.0
"""For the databases of one proof."""
MOST = 30.0
"""For one answer, the first start of a database included; then the process is killed."""
LONGEST = 70
"""Characters of a folder for temporary files in which a socket can still be named."""
SHORT = "/tmp"  # noqa: S108 - a folder with a name of its own is made in it
HANDED_ON = ("PATH", "HOME", "LANG", "SYSTEMROOT", "XDG_CACHE_HOME", "PYTHONPATH")


class Bench:
    """Asks for proofs and plans. Closing it ends a question that is under way."""

    def __init__(self, variable: str = "") -> None:
        """`variable` names where the environment has the URL of the user's own database."""
        self._url = os.environ.get(variable, "") if variable else ""
        self._process: Lab | None = None
        self._known: dict[tuple[str, ...], dict[str, Any]] = {}
        self._lock = Lock()
        self._closed = False

    def prove(self, before: str, after: str, dialect: str, schema: Schema) -> Verdict:
        """Whether two statements give the same rows. It blocks for a second or so: use a thread."""
        answer = self._asked("prove", before, after, dialect, schema)
        return heard(answer) if answer else unproven("the lab was stopped.")

    def weigh(self, before: str, after: str, dialect: str, schema: Schema) -> Weight:
        """What two statements cost, as a planner reckons it. It blocks as well."""
        answer = self._asked("weigh", before, after, dialect, schema)
        return weighed(answer) if answer else Weight("", why="the lab was stopped.")

    def rehearse(
        self, earlier: Sequence[str], up: str, down: str, wanted: Sequence[tuple[str, str]]
    ) -> Rehearsal:
        """How a migration goes on a scratch PostgreSQL, after those before it. It blocks too."""
        asked = {"asks": "rehearse", "earlier": earlier, "up": up, "down": down, "wanted": wanted}
        with self._lock:
            answer = self._ask(asked)
        return Rehearsal(**answer) if answer else Rehearsal(None, "the lab was stopped.")

    def _asked(
        self, what: str, before: str, after: str, dialect: str, schema: Schema
    ) -> dict[str, Any]:
        """An answer, from memory if it was given before; empty if the lab was stopped."""
        key = what, before, after, dialect
        with self._lock:
            if key not in self._known:
                answer = self._ask(
                    {
                        "asks": what,
                        "before": before,
                        "after": after,
                        "dialect": dialect,
                        "seconds": SECONDS,
                        "tables": packed(schema, before, after),
                        "url": self._url,
                    }
                )
                if not answer:
                    return {}
                self._known[key] = answer
            return self._known[key]

    def close(self) -> None:
        """End the process and all that it started, in the middle of a proof too."""
        self._closed = True
        process, self._process = self._process, None
        if process is not None:
            process.end()

    def _ask(self, asked: dict[str, Any]) -> dict[str, Any]:
        """The answer to one question; empty if the process ended before it came."""
        if self._process is None or not self._process.alive():
            self._process = Lab()
        process = self._process
        timer = Timer(MOST, process.end)
        timer.daemon = True
        timer.start()
        try:
            return process.ask(asked)
        finally:
            timer.cancel()
            if self._closed:  # asked once more after the run, for what was typed meanwhile
                self.close()


class Lab:
    """The process, and the folder that everything it makes is in; both are gone at the end."""

    def __init__(self) -> None:
        short = len(tempfile.gettempdir()) < LONGEST
        self._folder = Path(tempfile.mkdtemp(prefix="backlight-lab-", dir=None if short else SHORT))
        self._ending = Lock()
        self._process = _started(self._folder)

    def alive(self) -> bool:
        """Whether it can be asked."""
        return self._process.poll() is None

    def ask(self, asked: dict[str, Any]) -> dict[str, Any]:
        """The answer to one question; empty if the process ended before it came."""
        stdin, stdout = self._process.stdin, self._process.stdout
        if stdin is None or stdout is None:
            return {}
        try:
            stdin.write(json.dumps(asked) + "\n")
            stdin.flush()
            line = stdout.readline()
            return dict(json.loads(line)) if line else {}
        except (OSError, ValueError):
            return {}

    def end(self) -> None:
        """First a word, so that it stops what it started; then the whole group is killed."""
        process = self._process
        with self._ending:
            with suppress(OSError):
                process.terminate()
            with suppress(subprocess.TimeoutExpired):
                process.wait(1)
            with suppress(OSError, AttributeError):  # Windows has no groups
                os.killpg(process.pid, signal.SIGKILL)
            process.wait()
            for pipe in (process.stdin, process.stdout):
                if pipe is not None:
                    with suppress(OSError, ValueError):
                        pipe.close()
            shutil.rmtree(self._folder, ignore_errors=True)


def _started(folder: Path) -> "subprocess.Popen[str]":
    kept = {name: value for name, value in os.environ.items() if _handed_on(name)}
    return subprocess.Popen(
        [*COMMAND, str(folder)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        cwd=Path(sys.executable).parent,
        env=kept | {"TMPDIR": str(folder)},
        text=True,
        encoding="utf-8",
        errors="surrogatepass",
        start_new_session=True,
    )


def _handed_on(name: str) -> bool:
    """No key and no address of the user's: the lab needs neither."""
    return name in HANDED_ON or name.startswith(("LC_", "BACKLIGHT_AUDIT_"))
