"""Where agent files stand: in the package, in the user's own folders, in a workspace.

What stands in a folder `actions` of a folder of ours is an action; everything else is a persona.
"""

import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path
from typing import Literal

from backlight.workspace import Unreadable, disk

MOST_FILES = 500
"""Files read below one folder."""
MOST_ENTRIES = 20_000
"""Names looked at below one folder."""
LARGEST = 256 * 1024
"""Bytes of an agent file; the longest seen in 1,196 has 64,000 characters."""
DEEPEST = 4
"""Folders in each other, in which collections keep their agents."""
MOST_LEVELS = 12

Origin = Literal["bundled", "user", "workspace"]
Kind = Literal["persona", "action"]
Stamp = tuple[int, int, int, int]


@dataclass(frozen=True, slots=True)
class Place:
    """One folder in which agent files are looked for."""

    folder: Path
    origin: Origin
    kind: Kind


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
    found = [Place(package_folder(), "bundled", "persona"), Place(own, "user", "persona")]
    if Path(home).is_absolute():
        found.append(Place(Path(home) / ".claude" / "agents", "user", "persona"))
    users = {place.folder for place in found}
    for base in _bases(root) if root is not None else ():
        folders = (base / ".backlight" / "agents", base / ".claude" / "agents")
        found += [Place(one, "workspace", "persona") for one in folders if one not in users]
    ours = [place for place in found if _ours(place)]
    return (*found, *(Place(p.folder / "actions", p.origin, "action") for p in ours))


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
    found = []
    for path, status in _walked(place.folder, "", DEEPEST, [MOST_ENTRIES]):
        if place.kind == "persona" and path.startswith("actions/") and _ours(place):
            continue
        stamp = (status.st_mtime_ns, status.st_ctime_ns, status.st_size, status.st_ino)
        found.append(Found(place, path, stamp))
    found.sort(key=lambda one: one.name)
    return found[:MOST_FILES], len(found) > MOST_FILES


def read(found: Found) -> bytes:
    """The bytes of a file; raises `Unreadable` with a sentence."""
    if found.stamp[2] > LARGEST:
        raise Unreadable(f"{found.name} is larger than {LARGEST // 1024} kB and is not read")
    return disk.read_bytes(found.place.folder, found.name)


def decoded(found: Found, data: bytes) -> str:
    """The text of a file; raises `Unreadable` with a sentence."""
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError as error:
        said = f"{found.name} is not UTF-8 text (byte {error.start})"
        raise Unreadable(said) from None


def _ours(place: Place) -> bool:
    return place.folder.parent.name != ".claude"


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
            elif depth > 0 and entry.is_dir(follow_symlinks=False):
                yield from _walked(top, f"{name}/", depth - 1, room)
        except OSError:
            continue


def _stat(entry: os.DirEntry[str]) -> os.stat_result:
    """What the disk says of a file; of a link that leads nowhere, what it says of the link."""
    try:
        return entry.stat()
    except OSError:
        return entry.stat(follow_symlinks=False)
