"""Which project a file belongs to, and the files that a command is about."""

import os
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from backlight.analysis.facts import Project
from backlight.cli.answer import Stop, warn
from backlight.cli.roots import ENDS, root_of
from backlight.config import Config, from_environment, from_toml
from backlight.workspace import Snapshot, Unreadable

if TYPE_CHECKING:
    from backlight.agent.library import Library


@dataclass(frozen=True, slots=True)
class Part:
    """A project, and which of its files were asked for."""

    snapshot: Snapshot
    paths: tuple[str, ...]


def snapshot_of(file: Path) -> tuple[Snapshot, str]:
    """The project of one file and the file's path in it; alone where there is no project."""
    root = root_of(file)
    if root is None:
        return Snapshot(file.parent, only=(file.name,)), file.name
    exclude = config_of(root, quiet=True).exclude
    return Snapshot(root, exclude=exclude), file.relative_to(root).as_posix()


def parts(given: Iterable[str]) -> list[Part]:
    """The projects of several files and folders, each with what was asked for in it."""
    found: dict[Path, dict[str, None]] = {}
    lone: list[Part] = []
    for name in given:
        path = absolute(name)
        if path.is_dir():
            for root, file in _rooted(path):
                found.setdefault(root, {})[file.as_posix()] = None
            continue
        snapshot, relative = snapshot_of(path)
        readable(snapshot, relative)
        if snapshot.only:
            lone.append(Part(snapshot, (relative,)))
        else:
            found.setdefault(snapshot.root, {})[path.as_posix()] = None
    return [*(_part(root, tuple(files)) for root, files in found.items()), *lone]


def _rooted(folder: Path) -> Iterator[tuple[Path, Path]]:
    """Each file of a folder with its project; files of one kind in one folder are of one."""
    roots: dict[tuple[Path, str], Path] = {}
    for file in _files(folder):
        kind = (file.parent, ENDS.get(file.suffix.lower(), ""))
        if kind not in roots:
            roots[kind] = root_of(file) or folder
        yield roots[kind], file


def known(snapshot: Snapshot) -> Project:
    """All that is known of a project; what an earlier command read is not read again."""
    from backlight.index import built, fitting
    from backlight.state.facts import Facts

    store = None if snapshot.only else Facts(os.environ, snapshot.root.as_posix())
    return built(snapshot, store, fitting())


def library_of(root: Path) -> "Library":
    """The agent files that count in a project."""
    from backlight.agent.library import Library
    from backlight.state.trust import Trust

    return Library(root, Trust(os.environ))


def absolute(name: str) -> Path:
    """A file as it was named, from the root of the disk; links are not followed."""
    if "\0" in name or any(len(part) > 255 for part in name.encode().split(b"/")):
        raise Stop("input", f"{name[:80]!r} is not the name of a file.")
    return Path(os.path.normpath(Path.cwd() / name))


def readable(snapshot: Snapshot, path: str) -> None:
    """Stop with the reason if a file that was named cannot be used."""
    try:
        snapshot.read(path)
    except Unreadable as error:
        raise Stop("input", f"{error}.") from None


def config_of(root: Path, *, quiet: bool = False) -> Config:
    """The settings for a project: the environment over its `backlight.toml`."""
    try:
        values, problems = from_toml(Snapshot(root).read("backlight.toml").source)
    except Unreadable:
        values, problems = {}, ()
    config, more = Config.of(from_environment(os.environ), values)
    if not quiet:
        for problem in (*problems, *more, *_unknown(config, root)):
            warn(problem)
    return config


def _unknown(config: Config, root: Path) -> Iterator[str]:
    """What settings name that there is not; looked up only where they name anything."""
    if config.action_models or config.prices:
        from backlight.agent import settings

        yield from settings.problems(config, [library_of(root)])


def shown(snapshot: Snapshot, path: str) -> str:
    """A file as it is named to the person: relative to where the command was given."""
    return Path(os.path.relpath(snapshot.root / path)).as_posix()


def shown_path(path: str) -> str:
    """An absolute path from where the command was given if it is below, else as it is."""
    near = os.path.relpath(path) if os.path.isabs(path) else path  # noqa: PTH117 - it is a name
    return path if near.startswith("..") else near.replace(os.sep, "/")


def _files(folder: Path) -> list[Path]:
    return [folder / path for path in Snapshot(folder).paths]


def _part(root: Path, files: tuple[str, ...]) -> Part:
    snapshot = Snapshot(root, exclude=config_of(root).exclude)
    known = snapshot.known
    asked = (Path(file).relative_to(root).as_posix() for file in files)
    return Part(snapshot, tuple(path for path in asked if path in known or len(files) == 1))
