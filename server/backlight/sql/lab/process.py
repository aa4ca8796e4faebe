"""The process in which statements are tried, and the folder that everything it makes is in."""

import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
from contextlib import suppress
from pathlib import Path
from threading import Lock
from typing import Any

from backlight.sql.lab.watch import Watch

COMMAND = (sys.executable, "-P", "-m", "backlight.sql.lab.start")
"""`-P`: a file of the workspace is never taken for a module."""
LONGEST = 70
"""Characters of a folder for temporary files in which a socket can still be named."""
SHORT = "/tmp"  # noqa: S108 - a folder with a name of its own is made in it
HANDED_ON = ("PATH", "HOME", "LANG", "SYSTEMROOT", "XDG_CACHE_HOME", "PYTHONPATH")


class Lab:
    """The process, and the folder that everything it makes is in; both are gone at the end."""

    def __init__(self, early: str = "") -> None:
        """`early` names the server that is started before it is asked for: `postgres`, or none."""
        short = len(tempfile.gettempdir()) < LONGEST
        self._folder = Path(tempfile.mkdtemp(prefix="backlight-lab-", dir=None if short else SHORT))
        self._ending, self._asking = Lock(), Lock()
        self._ended = False
        self._process = _started(self._folder, early)
        self._watch = Watch(self._process.pid, self._folder)

    def idle(self) -> bool:
        """Whether it can be asked, and no question is under way."""
        return self.alive() and not self._asking.locked()

    def alive(self) -> bool:
        """Whether it can be asked."""
        return self._process.poll() is None

    def ask(self, asked: dict[str, Any]) -> dict[str, Any]:
        """The answer to one question; empty if the process ended before it came."""
        stdin, stdout = self._process.stdin, self._process.stdout
        if stdin is None or stdout is None:
            return {}
        with self._asking, suppress(OSError, ValueError):
            stdin.write(json.dumps(asked) + "\n")
            stdin.flush()
            line = stdout.readline()
            if line:
                return dict(json.loads(line))
        self.end()  # what it started outlives a process that was killed
        return {}

    def end(self) -> None:
        """First a word, so that it stops what it started; then the whole group is killed."""
        process = self._process
        with self._ending:
            if self._ended:
                return
            self._ended = True
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
            self._watch.close()


def _started(folder: Path, early: str) -> "subprocess.Popen[str]":
    kept = {name: value for name, value in os.environ.items() if _handed_on(name)}
    return subprocess.Popen(
        [*COMMAND, str(folder), early],
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
