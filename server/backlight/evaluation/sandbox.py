"""A copy of a project in a folder that goes away, and programs run in it within limits.

What is run there is written by a model: it has no network where the system lets us take it away,
its own home, nothing of our environment, and ends after a while whatever it does.
"""

import os
import resource
import shutil
import signal
import subprocess
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from functools import cache
from pathlib import Path

SECONDS = 60.0
FILE = 64 * 1024**2
TOLD = 400
"""Characters of what a program said that are kept."""
LAST = 16 * 1024
"""Bytes at the end of it that are looked at for them."""
APART = ("unshare", "--user", "--net", "--map-root-user", "--pid", "--fork", "--kill-child")
"""What starts a program without a network, on Linux; no process it starts can leave it either."""


@dataclass(frozen=True, slots=True)
class Ended:
    """How a program ended."""

    ok: bool
    said: str
    """Its last words, if it did not end well."""


@contextmanager
def copy(files: Mapping[str, str]) -> Iterator[Path]:
    """The files in a folder of their own, which is gone afterwards."""
    with tempfile.TemporaryDirectory(prefix="backlight-eval-") as name:
        folder = Path(name, "project").resolve()
        folder.mkdir()
        write(folder, files)
        yield folder


def write(folder: Path, files: Mapping[str, str]) -> None:
    """Write files below a folder; raises `ValueError` for one that would stand elsewhere."""
    for path, text in files.items():
        target = (folder / path).resolve()
        if not target.is_relative_to(folder):
            raise ValueError(f"{path} leads out of the project")
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(text.encode("utf-8", "surrogatepass"))


def run(
    command: Sequence[str], folder: Path, environ: Mapping[str, str], seconds: float = SECONDS
) -> Ended:
    """Run a program in a folder until it ends, or until its time is over."""
    home = folder.parent / "home"
    home.mkdir(exist_ok=True)
    own = {"PATH": os.environ.get("PATH", ""), "HOME": str(home), "TMPDIR": str(home), **environ}
    with tempfile.TemporaryFile() as told:  # it may be as long as any file, and not held in memory
        process = subprocess.Popen(
            [*apart(), *command],
            cwd=folder,
            env=own,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=told,
            start_new_session=True,
            preexec_fn=_limits,  # noqa: PLW1509 - no thread of ours is about
        )
        try:
            process.wait(seconds)
        except subprocess.TimeoutExpired:
            return Ended(ok=False, said=f"it did not end within {seconds:.0f} seconds")
        finally:
            _end(process)
        told.seek(max(0, told.seek(0, os.SEEK_END) - LAST))
        said = told.read().decode("utf-8", "replace")
    words = " ".join(said.strip().rpartition("\n")[2].split())
    return Ended(process.returncode == 0, words[-TOLD:] or f"exit code {process.returncode}")


@cache
def apart() -> tuple[str, ...]:
    """What to put before a command so that it has no network; nothing where that cannot be."""
    if shutil.which(APART[0]) is None:
        return ()
    try:
        done = subprocess.run([*APART, "true"], capture_output=True, check=False, timeout=10)
    except (OSError, subprocess.TimeoutExpired):
        return ()
    return APART if done.returncode == 0 else ()


def _limits() -> None:
    for what, most in (
        (resource.RLIMIT_FSIZE, FILE),
        (resource.RLIMIT_CORE, 0),
        (resource.RLIMIT_CPU, int(SECONDS)),
    ):
        resource.setrlimit(what, (most, most))


def _end(process: subprocess.Popen[bytes]) -> None:
    """Nothing that the program started outlives it."""
    with suppress(ProcessLookupError, PermissionError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()
