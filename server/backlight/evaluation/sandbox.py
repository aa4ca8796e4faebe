"""A copy of a project in a folder that goes away, and programs run in it, confined.

What is run there is written by a model: it has no network, sees no file of the user's, has its own
home and nothing of our environment, and ends after a while whatever it does. Where the system
cannot confine it, it is not run.
"""

import asyncio
import os
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from backlight.scratch import machine, process, ways
from backlight.scratch.order import Bounds, Order

SECONDS = 60.0
FILE = 64 * 1024**2
TOLD = 400
"""Characters of what a program said that are kept."""


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


def unconfined() -> str:
    """Why no program can be confined here, in a sentence; empty if it can."""
    return asyncio.run(ways.found()).why


def run(
    command: Sequence[str], folder: Path, environ: Mapping[str, str], seconds: float = SECONDS
) -> Ended:
    """Run a program in a folder until it ends, or until its time is over."""
    found = asyncio.run(ways.found())
    if found.way is None:
        return Ended(ok=False, said=found.why)
    home, temporary = folder.parent / "home", folder.parent / "temporary"
    for own in (home, temporary):
        own.mkdir(exist_ok=True)
    order = Order(
        way=found.way,
        command=tuple(command),
        environ=machine.environment(str(folder), str(home), os.environ)
        | ({"TMPDIR": str(temporary)} if found.way == "landlock" else {})
        | dict(environ),
        root=str(folder),
        home=str(home),
        temporary=str(temporary),
        copy=str(folder),
        covered=machine.covered(os.environ.get("HOME", "")),
        read=(*machine.readable(folder, os.environ), *_needed(command[0], environ)),
        bounds=Bounds(seconds=seconds, file=FILE),
    )
    ended = asyncio.run(process.run(order, ways.prefix(order)))
    words = " ".join(ended.said.strip().rpartition("\n")[2].split())
    return Ended(ended.ok, ended.why or words[-TOLD:] or f"exit code {ended.code}")


def _needed(program: str, environ: Mapping[str, str]) -> Iterator[str]:
    """What was named for this program: its interpreter's own folders, and packages."""
    if os.sep in program:
        yield from (str(Path(path).parents[1]) for path in (program, os.path.realpath(program)))
    if modules := environ.get("NODE_PATH"):
        yield from (modules, os.path.realpath(modules))
