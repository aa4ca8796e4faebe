"""A database server as a process of our own: its files made once and copied, and who it runs as.

Servers refuse to run as root: then they run as nobody.
"""

import os
import shutil
import subprocess
import tempfile
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import IO
from zlib import crc32

from backlight.sql.lab.engine import Broken

NOBODY = 65534
COPY = ("cp", "-RP")
UNUSED = 30 * 24 * 3600
"""Seconds after which files that nobody started from are thrown away."""


def cache() -> Path:
    """The user's folder for what can be made again."""
    given = os.environ.get("XDG_CACHE_HOME", "")
    return (Path(given) if given else Path.home() / ".cache") / "backlight" / "lab"


def copied(program: Path, data: Path, make: Callable[[Path], None], first: str = "") -> None:
    """The files of an empty server: from the cache, else made anew and put there.

    What one version of a program made is never given to another, nor what was made with other
    first words (`first`).
    """
    stamp = f"{program.parent.parent.name}-{program.stat().st_mtime_ns}-{crc32(first.encode())}"
    kept = cache() / f"{program.name}-{stamp}"
    if (kept / "data").exists():
        with suppress(OSError):
            os.utime(kept)
        _tree(kept / "data", data)
    else:
        make(data)
        with suppress(OSError):
            _kept(data, kept)
    data.chmod(0o700)
    if root():
        subprocess.run(["chown", "-R", f"{NOBODY}:{NOBODY}", str(data)], check=True)


def _kept(data: Path, kept: Path) -> None:
    """Put the files where the next use finds them; whole, or not at all.

    Those of versions that were not used for a month go.
    """
    kept.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    for other in kept.parent.iterdir():
        if time.time() - other.stat().st_mtime > UNUSED:
            shutil.rmtree(other, ignore_errors=True)
    beside = Path(tempfile.mkdtemp(prefix="made-", dir=kept.parent))
    try:
        _tree(data, beside / "data")
        beside.rename(kept)
    finally:
        shutil.rmtree(beside, ignore_errors=True)


def _tree(here: Path, there: Path) -> None:
    """A copy of a folder; by the system's own program where there is one, beside other threads."""
    done = [*COPY, str(here), str(there)]
    if shutil.which(COPY[0]) is None or subprocess.run(done, check=False).returncode:
        shutil.rmtree(there, ignore_errors=True)
        shutil.copytree(here, there, symlinks=True)


def popen(command: list[str], stdin: IO[bytes] | int | None = None) -> "subprocess.Popen[bytes]":
    """A program of a server, without what the user's environment says."""
    environ = {"PATH": os.environ.get("PATH", ""), "LC_ALL": "C", "TZ": "UTC"}
    who = NOBODY if root() else None
    try:
        return subprocess.Popen(
            command,
            env=environ,
            cwd="/",
            stdin=subprocess.DEVNULL if stdin is None else stdin,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            user=who,
            group=who,
            extra_groups=[] if root() else None,
        )
    except OSError as error:
        raise Broken(f"{command[0]} cannot be started ({error})") from None


def ended(process: "subprocess.Popen[bytes]", asks: int) -> None:
    """A server that is asked to end by a signal, and killed if it does not."""
    if process.poll() is None:
        process.send_signal(asks)
        with suppress(subprocess.TimeoutExpired):
            process.wait(2)
    if process.poll() is None:
        process.kill()
        process.wait(2)


def root() -> bool:
    """Whether this process may do everything."""
    return hasattr(os, "geteuid") and os.geteuid() == 0
