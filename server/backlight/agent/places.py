"""Where agent files stand: in the package, in the user's own folders, in a workspace.

What stands in a folder `actions` of a folder of ours is an action; everything else is a persona.
"""

import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path
from typing import Literal

from backlight.workspace import disk

MOST_FILES = 500
"""Files read below one folder."""
MOST_ENTRIES = 20_000
"""Names looked at below one folder."""
DEEPEST = 4
"""Folders in each other, in which collections keep their agents."""
MOST_LEVELS = 12
PASSED = frozenset({".git", "node_modules"})
"""Folders that hold no agents of anybody's own."""

Origin = Literal["bundled", "user", "workspace"]
Kind = Literal["persona", "action"]
Stamp = tuple[int, int, int, int]


@dataclass(frozen=True, slots=True)
class Place:
    """One folder in which agent files are looked for."""

    folder: Path
    origin: Origin
    kind: Kind
    inside: Path
    """No link leads out of this folder."""
    alien: bool = False
    """Another program's folder (`.claude`), in which ours is a guest: it names no actions."""

    def name_of(self, path: str) -> str | None:
        """The name of a file in this place by its absolute path; `None` if it is not in it."""
        for folder in dict.fromkeys((str(self.folder), os.path.realpath(self.folder))):
            name = path.removeprefix(f"{folder}{os.sep}")
            if name != path and name.endswith(".md") and not self.leaves(name):
                return name.replace(os.sep, "/")
        return None

    def leaves(self, name: str) -> bool:
        """Whether a file below is left to the place of actions."""
        below = name.replace(os.sep, "/").startswith("actions/")
        return self.kind == "persona" and not self.alien and below


@dataclass(frozen=True, slots=True)
class Found:
    """One file, not read yet."""

    place: Place
    name: str
    """Relative to the folder."""
    stamp: Stamp
    """Changes whenever the file does."""

    @property
    def path(self) -> str:
        """The file, absolute; of the package, its name alone."""
        return self.name if self.place.origin == "bundled" else str(self.place.folder / self.name)


def places(root: Path | None, environ: Mapping[str, str] = os.environ) -> tuple[Place, ...]:
    """Every folder, in the order in which names are given away: nobody replaces who came before."""
    own, home = own_folder(environ), environ.get("HOME") or environ.get("USERPROFILE") or ""
    package = package_folder()
    found = [Place(package, "bundled", "persona", package), Place(own, "user", "persona", own)]
    if Path(home).is_absolute():
        claude = Path(home) / ".claude" / "agents"
        found.append(Place(claude, "user", "persona", claude, alien=True))
    users = {place.folder for place in found}
    for base in _bases(root) if root is not None else ():
        ours, theirs = base / ".backlight" / "agents", base / ".claude" / "agents"
        found.append(Place(ours, "workspace", "persona", base))
        if theirs not in users:
            found.append(Place(theirs, "workspace", "persona", base, alien=True))
    acting = [place for place in found if not place.alien]
    more = [Place(one.folder / "actions", one.origin, "action", one.inside) for one in acting]
    return (*found, *more)


def own_folder(environ: Mapping[str, str] = os.environ) -> Path:
    """Where the user's own agent files are."""
    base = environ.get("XDG_CONFIG_HOME") or environ.get("APPDATA")
    return (Path(base) if base else Path.home() / ".config") / "backlight" / "agents"


def package_folder() -> Path:
    """In the package; in a checkout, beside `server/`."""
    packaged = files("backlight") / "agents"
    return Path(str(packaged)) if packaged.is_dir() else Path(__file__).parents[3] / "agents"


def found_in(place: Place) -> tuple[list[Found], bool]:
    """The files of a place, by name, and whether there are more than are read."""
    if not place.folder.is_dir():
        return [], False
    real = Path(os.path.realpath(place.folder))
    if not real.is_relative_to(os.path.realpath(place.inside)):
        return [], False
    found = [
        Found(place, path, _stamp(status))
        for path, status in _walked(place.folder, "", DEEPEST, [MOST_ENTRIES])
        if not place.leaves(path)
    ]
    found.sort(key=lambda one: one.name)
    return found[:MOST_FILES], len(found) > MOST_FILES


def collection(folder: Path) -> list[Found]:
    """Every agent file below any folder, however its owner sorts them; all as if the user's own.

    What stands below `agents/actions` is an action, as it would be in its own place.
    """
    kinds: tuple[Kind, Kind] = ("persona", "action")
    people, acts = (Place(folder, "user", kind, folder, alien=True) for kind in kinds)
    found = []
    for path, status in _walked(folder, "", 4 * DEEPEST, [10 * MOST_ENTRIES]):
        acting = "/agents/actions/" in f"{folder.as_posix()}/{path}"
        found.append(Found(acts if acting else people, path, _stamp(status)))
    return sorted(found, key=lambda one: one.name)


def read(found: Found) -> bytes:
    """The bytes of a file; raises `Unreadable` with a sentence."""
    place = found.place
    path = (place.folder / found.name).relative_to(place.inside)
    return disk.read_bytes(place.inside, path.as_posix())


def _bases(root: Path) -> Iterator[Path]:
    """The root, and the folders above it up to the one that holds `.git`."""
    above = [root, *root.parents][:MOST_LEVELS]
    top = next((at for at, folder in enumerate(above) if (folder / ".git").exists()), 0)
    yield from above[: top + 1]


def _walked(
    top: Path, below: str, depth: int, room: list[int]
) -> Iterator[tuple[str, os.stat_result]]:
    """Every `.md` below a folder, with what the disk says of it; links are not walked into."""
    try:
        with os.scandir(top / below) as entries:
            rows = [entry for entry, _ in zip(entries, range(room[0]), strict=False)]
    except OSError:
        return
    room[0] -= len(rows)
    for entry in rows:
        name = f"{below}{entry.name}"
        try:
            if entry.name.endswith(".md"):
                yield name, _stat(entry)
            elif depth > 0 and entry.name not in PASSED and entry.is_dir(follow_symlinks=False):
                yield from _walked(top, f"{name}/", depth - 1, room)
        except OSError:
            continue


def _stamp(status: os.stat_result) -> Stamp:
    return status.st_mtime_ns, status.st_ctime_ns, status.st_size, status.st_ino


def _stat(entry: os.DirEntry[str]) -> os.stat_result:
    """What the disk says of a file; of a link that leads nowhere, what it says of the link."""
    try:
        return entry.stat()
    except OSError:
        return entry.stat(follow_symlinks=False)
