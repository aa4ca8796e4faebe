r"""The revisions of Alembic: what each follows, by the text of its file.

>>> said('revision = "a2"\ndown_revision = "a1"\n')
('a2', ('a1',))
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from posixpath import commonpath, dirname
from re import MULTILINE
from re import compile as regex

from backlight.analysis.facts import Project
from backlight.analysis.places import migrations_in

OWN = regex(r"^revision(?:\s*:[^=\n]+)?\s*=\s*[\"']([\w.-]+)[\"']", MULTILINE)
BEFORE = regex(r"^down_revision(?:\s*:[^=\n]+)?\s*=\s*(.+)$", MULTILINE)
NAME = regex(r"[\"']([\w.-]+)[\"']")


@dataclass(frozen=True, slots=True)
class Revision:
    """One step: its id, its file, and the ids of the steps that it follows."""

    name: str
    path: str
    follows: tuple[str, ...]


def said(source: str) -> tuple[str, tuple[str, ...]] | None:
    """The id of a revision and what it follows; nothing for any other text."""
    own = OWN.search(source)
    if own is None:
        return None
    return own[1], tuple(name for line in BEFORE.findall(source) for name in NAME.findall(line))


def revisions(project: Project) -> tuple[Revision, ...]:
    """All that can be read, by their paths."""
    found = []
    for path in migrations_in(project.paths):
        source = project.read(path) if path.endswith(".py") else None
        if source is not None and (step := said(source.text.source)) is not None:
            found.append(Revision(step[0], path, step[1]))
    return tuple(found)


def followed(known: Iterable[Revision]) -> dict[Revision, tuple[Revision, ...]]:
    """What each follows; one of its own folder first, as two databases can both have a `0001`."""
    known = tuple(known)
    near = {(dirname(one.path), one.name): one for one in known}
    anywhere = {one.name: one for one in known}
    return {
        one: tuple(
            before
            for name in one.follows
            if (before := near.get((dirname(one.path), name)) or anywhere.get(name)) is not None
        )
        for one in known
    }


def histories(known: Iterable[Revision]) -> tuple[tuple[Revision, ...], ...]:
    """Those of one database each: of one folder, or of folders that follow each other."""
    links = followed(known)
    leads = {dirname(one.path): dirname(one.path) for one in links}

    def home(folder: str) -> str:
        while (to := leads[folder]) != folder:
            leads[folder] = folder = leads[to]
        return folder

    for one, before in links.items():
        for other in before:
            leads[home(dirname(other.path))] = home(dirname(one.path))
    found: dict[str, list[Revision]] = {}
    for one in links:
        found.setdefault(home(dirname(one.path)), []).append(one)
    return tuple(map(tuple, found.values()))


def heads(history: Iterable[Revision]) -> tuple[Revision, ...]:
    """Those that none of them follows."""
    links = followed(history)
    past = {before for all_before in links.values() for before in all_before}
    return tuple(one for one in links if one not in past)


def nearest(found: Iterable[tuple[Revision, ...]], path: str) -> Iterator[tuple[Revision, ...]]:
    """Those histories that share most folders with a file."""
    shared = {history: _shared(history[0].path, path) for history in found}
    most = max(shared.values(), default=0)
    yield from (history for history, folders in shared.items() if folders == most)


def _shared(one: str, other: str) -> int:
    common = commonpath(("/" + dirname(one), "/" + dirname(other)))
    return len(common.strip("/").split("/")) if common != "/" else 0
