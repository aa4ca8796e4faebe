"""Where personas are found: first those that come with Backlight, then the user's own.

A workspace's own agent files are read only if the workspace is trusted: they would be instructions
by checkout. Of two with one name the first counts, and the second is told of.
"""

import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path

from backlight.agent.frontmatter import Problem
from backlight.agent.persona import Origin, Persona, parse
from backlight.workspace import Unreadable, disk

MOST_FILES = 500
"""Agent files read in one folder."""
LARGEST = 256 * 1024
"""Bytes of an agent file; the longest seen in 1,196 has 64,000 characters."""
OF_WORKSPACE = (".backlight/agents", ".claude/agents")


@dataclass(frozen=True, slots=True)
class Note:
    """Something odd about one agent file."""

    file: str
    problem: Problem
    origin: Origin


@dataclass(frozen=True, slots=True)
class Roster:
    """Every persona that may be used, by name, and what is odd about the files."""

    personas: Mapping[str, Persona]
    notes: tuple[Note, ...]


@cache
def bundled(name: str) -> Persona:
    """A persona that comes with the package; raises `LookupError` if it does not."""
    persona, problems = parse(f"{name}.md", shipped()[f"{name}.md"])
    if persona is None:
        raise LookupError(f"{name}: {problems}")
    return persona


@cache
def shipped() -> Mapping[str, str]:
    """The agent files that come with the package: name of the file and text."""
    return {
        entry.name: entry.read_text(encoding="utf-8")
        for entry in sorted(_folder().iterdir(), key=lambda entry: entry.name)
        if entry.name.endswith(".md")
    }


def roster(root: Path | None = None, *, trusted: bool = False) -> Roster:
    """All personas: bundled, then the user's, then a trusted workspace's."""
    found: dict[str, Persona] = {}
    notes: list[Note] = []
    for file, text, origin in _all(root, notes, trusted=trusted):
        persona, problems = parse(file, text, origin)
        notes += [Note(file, problem, origin) for problem in problems]
        if persona is None:
            continue
        if (first := found.get(persona.name)) is not None:
            said = f"The name {persona.name!r} is taken by {first.path} ({first.origin})."
            notes.append(Note(file, Problem(1, f"{said} This file is not used."), origin))
            continue
        found[persona.name] = persona
    return Roster(found, tuple(notes))


def own_folder(environ: Mapping[str, str] = os.environ) -> Path:
    """Where the user's own agent files are."""
    base = environ.get("XDG_CONFIG_HOME") or environ.get("APPDATA")
    return (Path(base) if base else Path.home() / ".config") / "backlight" / "agents"


def _all(
    root: Path | None, notes: list[Note], *, trusted: bool
) -> Iterator[tuple[str, str, Origin]]:
    for name, text in shipped().items():
        yield name, text, "bundled"
    yield from _below(own_folder(), "user", notes)
    for folder in OF_WORKSPACE if root is not None else ():
        at = Path(root or "") / folder
        if trusted:
            yield from _below(at, "workspace", notes)
        elif at.is_dir():
            said = "The workspace is not trusted; its agents are not read."
            notes.append(Note(folder, Problem(1, said), "workspace"))


def _below(folder: Path, origin: Origin, notes: list[Note]) -> Iterator[tuple[str, str, Origin]]:
    """The texts of the agent files in a folder, in the order of their names."""
    try:
        names = sorted(file.name for file in folder.iterdir() if file.suffix == ".md")
    except OSError:
        return
    if len(names) > MOST_FILES:
        said = f"There are {len(names)} files; only the first {MOST_FILES} are read."
        notes.append(Note(str(folder), Problem(1, said), origin))
    for name in names[:MOST_FILES]:
        try:
            yield str(folder / name), _read(folder, name), origin
        except Unreadable as error:
            notes.append(Note(str(folder / name), Problem(1, f"{error}."), origin))


def _read(folder: Path, name: str) -> str:
    stamp = disk.stamp(folder, name)
    if stamp is not None and stamp[1] > LARGEST:
        raise Unreadable(f"{name} is larger than {LARGEST // 1024} kB and is not read")
    try:
        return disk.read_bytes(folder, name).decode("utf-8")
    except UnicodeDecodeError as error:
        raise Unreadable(f"{name} is not UTF-8 text (byte {error.start})") from None


def _folder() -> Traversable:
    """In the package; in a checkout, beside `server/`."""
    packaged = files("backlight") / "agents"
    return packaged if packaged.is_dir() else Path(__file__).parents[3] / "agents"
