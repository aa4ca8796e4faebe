"""What may be used of all agent files: personas and actions, as they are on the disk now.

Nobody replaces who came before: first those of the package, then the user's, then a workspace's.
A file of a workspace counts only as long as the user trusts it as it is.
"""

import os
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from hashlib import sha256
from pathlib import Path

from backlight.action import Action, Persona
from backlight.actions import ALL
from backlight.agent import persona, places, written
from backlight.agent.entries import Entry, Trust, ranked, too_many
from backlight.agent.frontmatter import Problem, line_of
from backlight.agent.legible import LARGEST, legible, too_large
from backlight.agent.personas import DEVELOPER
from backlight.agent.places import Found, Kind, Place
from backlight.agent.written import Written
from backlight.workspace import Unreadable

FRONT = 3
"""The first entries of the menu; those of others follow them."""


class Missing(Exception):
    """There is no such action, or nobody who does it; the message is a sentence without its dot."""


@dataclass(eq=False)
class Library:
    """The agent files of one root; files that did not change are not read again."""

    root: Path | None = None
    trust: Trust | None = None
    """Without it, nothing of a workspace counts."""
    environ: Mapping[str, str] = field(default_factory=lambda: os.environ)
    sure: bool = False
    """The editor says that the user trusts this workspace."""
    _kept: dict[Kind, tuple[object, tuple[Entry, ...]]] = field(default_factory=dict)
    _menu: tuple[object, tuple[Action, ...]] = (None, ALL)

    @property
    def runs(self) -> bool:
        """Whether commands may be run in this workspace, where the user turned them on."""
        if self.trust is None or self.root is None:
            return False
        return self.sure or self.trust.runs(str(self.root))

    def actions(self) -> tuple[Action, ...]:
        """Every action in the order of the menu; the disk is asked what changed, and no more."""
        entries = self.entries("action")
        if self._menu[0] is not entries:
            mine = [one.written.action for one in entries if one.used and one.written is not None]
            self._menu = entries, (*ALL[:FRONT], *mine, *ALL[FRONT:]) if mine else ALL
        return self._menu[1]

    @property
    def seen(self) -> object:
        """Another object whenever the files of actions have changed."""
        return self._menu[0]

    def every(self) -> tuple[Entry, ...]:
        """Every agent file there is."""
        self.actions()
        return (*self.entries("persona"), *self.entries("action"))

    def find(self, name: str) -> Action | None:
        """An action by its id."""
        return next((action for action in self.actions() if action.id == name), None)

    def adds(self, name: str) -> bool:
        """Whether an action may add endpoints; one in Markdown may, also when its file is gone."""
        action = self.find(name)
        return action is None or action.adds_endpoints

    def cast(self, name: str, whoever: str = "") -> tuple[Action, Persona | None]:
        """An action and who does it, `None` for the backend developer; raises `Missing`.

        `whoever` does what names nobody.
        """
        action = self.find(name)
        if action is None:
            known = ", ".join(one.id for one in self.actions())
            raise Missing(f"There is no action {name[:100]!r}; there are: {known}")
        used = (one.written for one in self.entries("action") if one.used)
        made = next((one for one in used if one is not None and one.action is action), None)
        if made is not None:
            return action, self._who(made, whoever)
        return action, self._named(whoever, "the setting `backlight.persona`") if whoever else None

    def _named(self, named: str, by: str) -> Persona:
        people = (one.persona for one in self.entries("persona") if one.used)
        who = next((one for one in people if one is not None and one.name == named), None)
        if who is None:
            raise Missing(f"There is no agent {named[:60]!r}, which {by} names")
        return who

    def _who(self, made: Written, whoever: str) -> Persona:
        """The persona that an action names, with no more rights than both have."""
        who = self._named(made.agent or whoever or DEVELOPER, made.path)
        return replace(
            who,
            tools=tuple(tool for tool in who.tools if tool in made.tools),
            denied=(*who.denied, *made.denied),
            commands=who.commands and made.commands,
            model=made.model if made.model != "inherit" else who.model,
            effort=made.effort or who.effort,
        )

    def entries(self, kind: Kind) -> tuple[Entry, ...]:
        """Every file of a kind, used or not."""
        here = [place for place in self._places if place.kind == kind]
        listed = [places.found_in(place) for place in here]
        seen = listed, self.trust.stamp() if self.trust is not None else None
        before, known = self._kept.get(kind, (None, ()))
        if seen == before:
            return known
        same = {one.found: self._weighed(one) for one in known}
        files = [one for found, _ in listed for one in found]
        entries = ranked(same.get(one) or self.entry(one) for one in files)
        rest = zip(here, listed, strict=True)
        entries += tuple(too_many(place) for place, (_, more) in rest if more)
        self._kept[kind] = seen, entries
        return entries

    def examined(self, path: str, data: bytes) -> Entry | None:
        """A file as it would count with this content; `None` if it is no agent file."""
        for place in self._places:
            if (name := place.name_of(path)) is not None:
                mine = self._parsed(Found(place, name, (0, 0, len(data), 0)), data)
                at = place, name
                rest = [e for e in self.entries(place.kind) if (e.found.place, e.found.name) != at]
                every = sorted((*rest, mine), key=self._rank)
                return next(e for e in ranked(every) if e.found is mine.found)
        return None

    def remarks(self, entry: Entry) -> tuple[Problem, ...]:
        """All that is to be said about a file, what other files make of it included."""
        made = entry.written
        if made is None or made.agent in self._names():
            return entry.problems
        there = made.agent in {one.name for one in self.entries("persona")}
        what = "The agent {!r} is not used as it is now" if there else "There is no agent {!r}"
        said = f"{what.format(made.agent[:60])}; an action without one cannot be run."
        return (*entry.problems, Problem(made.agent_at, said, "error"))

    def _trusts(self, path: str, digest: str) -> bool:
        return self.trust is not None and self.trust.holds(path, digest)

    @cached_property
    def _places(self) -> tuple[Place, ...]:
        return places.places(self.root, self.environ)

    def _rank(self, entry: Entry) -> tuple[int, str]:
        return self._places.index(entry.found.place), entry.found.name

    def _names(self) -> set[str]:
        return {"", *(one.name for one in self.entries("persona") if one.used)}

    def _weighed(self, entry: Entry) -> Entry:
        """The same file, as it is trusted now."""
        if entry.origin != "workspace" or not entry.name:
            return entry
        return replace(entry, trusted=self._trusts(entry.found.path, entry.digest))

    def entry(self, found: Found) -> Entry:
        """One file as it is on the disk, whatever others hold."""
        if found.stamp[2] > LARGEST:
            return Entry(found, odd=(too_large(found.stamp[2]),))
        try:
            data = places.read(found)
        except Unreadable as error:
            return Entry(found, odd=(Problem(1, f"{error}.", "error"),))
        return self._parsed(found, data)

    def _parsed(self, found: Found, data: bytes) -> Entry:
        """What a file holds, whatever the disk says."""
        text, mark = legible(data), sha256(data).hexdigest()
        if isinstance(text, Problem):
            return Entry(found, mark, odd=(text,))
        origin = found.place.origin
        trusted = origin != "workspace" or self._trusts(found.path, mark)
        known = Entry(found, mark, trusted=trusted, name_at=line_of(text, "name"))
        if found.place.kind == "persona":
            who, odd = persona.parse(found.path, text, origin)
            return replace(known, persona=who, odd=odd)
        made, odd = written.parse(found.path, text, origin)
        return replace(known, written=made, odd=odd)
