"""One agent file as it counts: what it holds, what is wrong with it, whether it is used."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Protocol

from backlight.action import Persona
from backlight.actions import ALL
from backlight.agent.frontmatter import Problem
from backlight.agent.places import MOST_FILES, Found, Origin, Place
from backlight.agent.written import Written

UNTRUSTED = (
    "This file comes with the workspace and is not trusted as it is now, so it is not used;"
    " read it, then say yes to it with `backlight trust FILE`."
)


class Trust(Protocol):
    """What the user says of files that come with a workspace, and of running commands in it."""

    def holds(self, path: str, digest: str) -> bool:
        """Whether a file is trusted, by its path and the SHA-256 of its content."""

    def runs(self, root: str) -> bool:
        """Whether commands may be run in a folder."""

    def stamp(self) -> object:
        """Something else whenever a file is trusted, or is no more."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One file, what it holds, and what is wrong with it."""

    found: Found
    digest: str = ""
    """SHA-256 of its content."""
    persona: Persona | None = None
    written: Written | None = None
    odd: tuple[Problem, ...] = ()
    """What is wrong with what stands in it."""
    name_at: int = 1
    """The line on which it says its name."""
    trusted: bool = True
    refused: tuple[Problem, ...] = ()
    """Why it is not used though it could be read."""

    @property
    def problems(self) -> tuple[Problem, ...]:
        """All that is to be said about it."""
        return (*self.refused, *self.odd)

    @property
    def used(self) -> bool:
        """Whether menus and runs take it."""
        return bool(self.name) and not self.refused

    @property
    def waits(self) -> bool:
        """Whether only the user's trust is missing."""
        return bool(self.name) and not self.trusted

    @property
    def origin(self) -> Origin:
        """Where it comes from."""
        return self.found.place.origin

    @property
    def name(self) -> str:
        """What it is called; nothing if it cannot be used."""
        if self.persona is not None:
            return self.persona.name
        return self.written.action.id if self.written is not None else ""


def ranked(entries: Iterable[Entry]) -> tuple[Entry, ...]:
    """The entries, with those refused that are not trusted, or not the first of their name."""
    taken = {("action", action.id): "an action of Backlight" for action in ALL}
    known = []
    for one in entries:
        key = one.found.place.kind, one.name
        refused: tuple[Problem, ...] = ()
        if one.name and not one.trusted:
            refused = (Problem(1, UNTRUSTED, code="untrusted"),)
        elif key in taken:
            said = f"The name {one.name[:60]!r} is taken by {taken[key]}; this file is not used."
            refused = (Problem(one.name_at, said, "error"),)
        elif one.name:
            taken[key] = f"{one.found.path} ({one.origin})"
        known.append(replace(one, refused=refused))
    return tuple(known)


def too_many(place: Place) -> Entry:
    """What is said of a folder with more files than are read."""
    said = f"There are more than {MOST_FILES} files; only the first {MOST_FILES} are read."
    return Entry(Found(place, "", (0, 0, 0, 0)), odd=(Problem(1, said, "error"),))
