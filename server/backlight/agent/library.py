"""What may be used of all agent files: personas and actions, as they are on the disk now.

Nobody replaces who came before: first those of the package, then the user's, then a workspace's.
A file of a workspace counts only as long as the user trusts it as it is.
"""

import os
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

from backlight.action import Action, Persona
from backlight.actions import ALL
from backlight.agent import persona, places, written
from backlight.agent.frontmatter import Problem
from backlight.agent.places import MOST_FILES, Found, Kind, Origin, Place
from backlight.agent.written import Written
from backlight.workspace import Unreadable

DEVELOPER = "backend-developer"
FRONT = 3
"""The first entries of the menu; those of others follow them."""
UNTRUSTED = (
    "This file comes with the workspace and is not trusted as it is now, so it is not used;"
    " read it, then say yes to it with `backlight trust FILE`."
)


class Missing(Exception):
    """There is no such action, or nobody who does it; the message is a sentence without its dot."""


Trusts = Callable[[str, bytes], bool]
"""Whether the user trusts a file as it is."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One file, what it holds, and what is wrong with it."""

    found: Found
    persona: Persona | None = None
    written: Written | None = None
    odd: tuple[Problem, ...] = ()
    """What is wrong with what stands in it."""
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
    def origin(self) -> Origin:
        """Where it comes from."""
        return self.found.place.origin

    @property
    def name(self) -> str:
        """What it is called; nothing if it cannot be used."""
        if self.persona is not None:
            return self.persona.name
        return self.written.action.id if self.written is not None else ""


@dataclass(eq=False)
class Library:
    """The agent files of one root; files that did not change are not read again."""

    root: Path | None = None
    trusts: Trusts = lambda _path, _data: False
    trusted_at: Callable[[], object] = lambda: None
    """Answers something else whenever a file is trusted, or is no more."""
    environ: Mapping[str, str] = field(default_factory=lambda: os.environ)
    _kept: dict[Kind, tuple[object, tuple[Entry, ...]]] = field(default_factory=dict)
    _menu: tuple[object, tuple[Action, ...]] = (None, ALL)

    def actions(self) -> tuple[Action, ...]:
        """Every action in the order of the menu; the disk is asked what changed, and no more."""
        entries = self.entries("action")
        if self._menu[0] is not entries:
            mine = [one.written.action for one in entries if one.used and one.written is not None]
            self._menu = entries, (*ALL[:FRONT], *mine, *ALL[FRONT:]) if mine else ALL
        return self._menu[1]

    def find(self, name: str) -> Action | None:
        """An action by its id."""
        return next((action for action in self.actions() if action.id == name), None)

    def cast(self, name: str) -> tuple[Action, Persona | None]:
        """An action and who does it, `None` for the backend developer; raises `Missing`."""
        action = self.find(name)
        if action is None:
            known = ", ".join(one.id for one in self.actions())
            raise Missing(f"There is no action {name[:100]!r}; there are: {known}")
        used = (one.written for one in self.entries("action") if one.used)
        made = next((one for one in used if one is not None and one.action is action), None)
        return action, self._who(made) if made is not None else None

    def _who(self, made: Written) -> Persona:
        """The persona that an action names, with no more rights than both have."""
        named = made.agent or DEVELOPER
        people = (one.persona for one in self.entries("persona") if one.used)
        who = next((one for one in people if one is not None and one.name == named), None)
        if who is None:
            raise Missing(f"There is no agent {named[:60]!r}, which {made.path} names")
        tools = tuple(tool for tool in who.tools if tool in made.tools)
        return replace(who, tools=tools, model=made.model if made.model != "inherit" else who.model)

    def entries(self, kind: Kind) -> tuple[Entry, ...]:
        """Every file of a kind, used or not."""
        here = [place for place in places.places(self.root, self.environ) if place.kind == kind]
        listed = [places.found_in(place) for place in here]
        seen = listed, self.trusted_at()
        before, known = self._kept.get(kind, (None, ()))
        if seen == before:
            return known
        same = {one.found: one for one in known if one.origin != "workspace"}
        files = [one for found, _ in listed for one in found]
        entries = _named(same.get(one) or self._entry(one) for one in files)
        entries += tuple(
            _too_many(place) for place, (_, more) in zip(here, listed, strict=True) if more
        )
        self._kept[kind] = seen, entries
        return entries

    def _entry(self, found: Found) -> Entry:
        try:
            data = places.read(found)
            text = places.decoded(found, data)
        except Unreadable as error:
            return Entry(found, odd=(Problem(1, f"{error}.", "error"),))
        trusted = found.place.origin != "workspace" or self.trusts(found.path, data)
        if found.place.kind == "persona":
            who, problems = persona.parse(found.path, text, found.place.origin)
            return Entry(found, persona=who, odd=problems, trusted=trusted)
        made, problems = written.parse(found.path, text, found.place.origin)
        return Entry(found, written=made, odd=problems, trusted=trusted)


def _too_many(place: Place) -> Entry:
    said = f"There are more than {MOST_FILES} files; only the first {MOST_FILES} are read."
    return Entry(Found(place, "", (0, 0, 0, 0)), odd=(Problem(1, said, "error"),))


def _named(entries: Iterable[Entry]) -> tuple[Entry, ...]:
    """The entries, with those refused that are not trusted, or not the first of their name."""
    taken = {action.id: "an action of Backlight" for action in ALL}
    known = []
    for one in entries:
        refused: tuple[Problem, ...] = ()
        if one.name and not one.trusted:
            refused = (Problem(1, UNTRUSTED),)
        elif one.name in taken:
            said = f"The name {one.name[:60]!r} is taken by {taken[one.name]}."
            refused = (Problem(1, f"{said} This file is not used.", "error"),)
        elif one.name:
            taken[one.name] = f"{one.found.path} ({one.origin})"
        known.append(replace(one, refused=refused))
    return tuple(known)
