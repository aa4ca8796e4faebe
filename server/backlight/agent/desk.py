"""What one run of the agent has on its desk: the files as they read now, and what it was shown."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from difflib import get_close_matches
from typing import Literal, Protocol

from backlight.analysis.facts import EMPTY, Project
from backlight.analysis.tables import Schema
from backlight.scratch.room import Room
from backlight.sql.lab.bench import Bench
from backlight.text import Text
from backlight.workspace import Overlay, Unreadable, disk


class Front(Protocol):
    """Whoever the user sits at: an editor or a terminal."""

    def report(self, message: str) -> None:
        """Say what is being done now, in a few words."""

    async def ask(self, question: str, choices: Sequence[str], default: str) -> str | None:
        """Put a question; `None` means that the user cancelled."""


class ToolFailure(Exception):
    """A call that failed; the message tells the model what to do instead."""


class Cancelled(Exception):
    """The user answered a question by cancelling it; the message, if any, says what came of it."""


@dataclass(frozen=True, slots=True)
class Lab:
    """Where statements are tried, and the tables that they are about."""

    bench: Bench
    schema: Schema
    dialect: str


@dataclass(slots=True)
class Desk:
    """The overlay of one run, and the run's memory of what the model has seen and done."""

    overlay: Overlay
    front: Front
    shown: dict[str, None] = field(default_factory=dict)
    """Every file of which something was shown to the model, in that order."""
    made: set[tuple[str, str, str]] = field(default_factory=set)
    """Edits that were carried out: path, old, new."""
    asked: list[tuple[str, str]] = field(default_factory=list)
    """Questions and answers."""
    lab: Lab | None = None
    """Where statements are tried, if the task is about one."""
    project: Project = EMPTY
    """What is known of all files, before anything was staged."""
    plan: Literal["", "wanted", "agreed"] = ""
    """Whether the user wants to see a plan before anything is written, and has agreed to one."""
    plans: list[str] = field(default_factory=list)
    """What was proposed."""
    planned: frozenset[str] = frozenset()
    """The files of the plan that was agreed to: no other is changed."""
    room: Room | None = None
    """Where commands are run, if they may be."""
    ran: list[str] = field(default_factory=list)
    """Commands that were run, and how they ended."""
    heard: dict[str, None] = field(default_factory=dict)
    """Commands whose output went to the model, with whatever of the files was in it."""
    prospect: Callable[[int], str] = lambda _files: ""
    """What was spent, and what changing so many files is going to cost, in a sentence."""

    def path(self, given: str) -> str:
        """A path in its one spelling; raises `ToolFailure` for one that leads out."""
        try:
            return disk.normal(given)
        except Unreadable as error:
            raise ToolFailure(f"{error}.") from None

    def read(self, path: str) -> Text:
        """A file as it reads now; raises `ToolFailure`."""
        try:
            return self.overlay.read(path)
        except Unreadable as error:
            raise ToolFailure(f"{error}.{self._instead(path)}") from None

    def may_show(self, path: str) -> bool:
        """Whether a file may be shown to a model at all, or anything that was read from it."""
        return self.overlay.snapshot.hidden(path) is None

    def show(self, path: str) -> None:
        """Note that something of a file goes to the model."""
        self.shown[path] = None

    def write(self, path: str, text: str, upon: Text | None = None) -> None:
        """Stage a text, made from what was read of the file; raises `ToolFailure`."""
        if why := self.unplanned(path):
            raise ToolFailure(f"{path} was not changed: {why}")
        try:
            text.encode("utf-8")
            self.overlay.write(path, text, upon)
        except Unreadable as error:
            raise ToolFailure(f"{error}.") from None
        except UnicodeEncodeError:
            raise ToolFailure(
                "The text holds half a character (a lone surrogate); write it whole."
            ) from None

    def unplanned(self, path: str) -> str:
        """Why a file must not be changed, where the user agreed to a plan; else empty."""
        if self.plan != "agreed" or path in self.planned:
            return ""
        return "it is not in the plan that the user agreed to; call Propose again, or do without it"

    def _instead(self, path: str) -> str:
        near = get_close_matches(path, self.overlay.paths[:5000], 3, 0.6)
        return f" Did you mean {' or '.join(near)}?" if near else ""
