"""Which lines changed since a revision: for hooks, and for checks of pull requests.

Git is asked for what it keeps, never for the state of the files: to compare those it would run
whatever filters, drivers and monitors the repository names.
"""

import subprocess
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from backlight.cli.answer import Stop
from backlight.edits import between
from backlight.text import Text

SAFE = ("--no-pager", "-c", "core.fsmonitor=false", "-c", "core.hooksPath=/dev/null")
LONGEST = 60.0
WHOLE = (range(1, 2**31),)


@dataclass(frozen=True, slots=True)
class Since:
    """A repository as it was at a revision."""

    top: Path
    blobs: Mapping[str, str]
    """Path below the top -> the object that holds the file."""

    def lines(self, file: Path, text: Text) -> tuple[range, ...]:
        """The lines of a file, from 1, that are not as they were; all of one that is new."""
        if not file.is_relative_to(self.top):
            return WHOLE
        blob = self.blobs.get(file.relative_to(self.top).as_posix())
        if blob is None:
            return WHOLE
        before = _git(self.top, "cat-file", "blob", blob).decode("utf-8", "replace")
        now = Text(text.source.replace("\r\n", "\n"))
        edits = between(Text(before.replace("\r\n", "\n")), now)
        ranges, moved = [], 0
        for edit in edits:
            size = len(edit.text.encode("utf-8", "surrogatepass"))
            start = edit.start + moved
            moved += size - (edit.end - edit.start)
            if size:
                ranges.append(range(now.line_of(start) + 1, now.line_of(start + size - 1) + 2))
        return tuple(ranges)


def since(folder: Path, revision: str) -> Since:
    """The repository around a folder at a revision; raises `Stop` with what git says."""
    if revision.startswith("-"):
        raise Stop("usage", f"{revision!r} is no revision; name a commit, a branch or a tag.")
    top = _git(folder, "rev-parse", "--show-toplevel").decode("utf-8", "surrogateescape").strip()
    wanted = ("--verify", "--quiet", "--end-of-options", f"{revision}^{{commit}}")
    commit = _git(folder, "rev-parse", *wanted).decode().strip()
    listed = _git(Path(top), "ls-tree", "-r", "-z", "--full-tree", commit).split(b"\0")
    rows = (row.partition(b"\t") for row in listed if row)
    blobs = {
        path.decode("utf-8", "surrogateescape"): kind.split()[2].decode()
        for kind, _, path in rows
        if kind.split()[1] == b"blob"
    }
    return Since(Path(top), blobs)


def _git(folder: Path, *words: str) -> bytes:
    try:
        command = ["git", "-C", str(folder), *SAFE, *words]
        done = subprocess.run(command, capture_output=True, check=False, timeout=LONGEST)
    except FileNotFoundError:
        raise Stop("input", "git is not installed; `--changed-since` asks it.") from None
    except subprocess.TimeoutExpired:
        raise Stop("input", f"git did not answer within {LONGEST:g} s; try again.") from None
    if done.returncode:
        said = " ".join(done.stderr.decode("utf-8", "replace").split())[:300].rstrip(".")
        why = said or "there is no such revision"
        raise Stop("input", f"git does not know what changed: {why}.")
    return done.stdout
