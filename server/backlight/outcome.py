"""What is asked of a run, and how it ended: plain values, whoever asks."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Literal

from backlight.action import Task
from backlight.analysis.facts import Project
from backlight.analysis.syntax import Span
from backlight.checks import Check
from backlight.edits import Change
from backlight.providers import Model, Usage
from backlight.text import Text

Engine = Literal["instant", "agent", "auto"]
IDLE = "The agent changed nothing; its answer says why."
"""Where a change was wanted, and only words came."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """What was picked, and where."""

    action: str
    path: str
    span: Span
    engine: Engine = "auto"
    ask: str = ""
    model: Model | None = None
    """Who answers in place of the model that is configured: a transcript of an evaluation."""
    rules: tuple[str, ...] = ()
    """What else the agent is to keep to."""
    task: Task | None = None
    """A follow-up on an earlier run, in place of what the action offers here."""
    title: str = ""
    """Of the follow-up."""
    trusted: bool = False
    """Commands may be run in this workspace, where the user turned them on; the run finds out."""
    reported: tuple[str, ...] = ()
    """What other tools report of the place, a line each."""
    plan: bool = False
    """A plan is wanted first, whatever the settings say."""
    tools: tuple[str, ...] = ()
    """Nothing but these, where they are named."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """How a run ended: with a change that passed its checks, a reason, or an answer in words."""

    action: str
    title: str = ""
    engine: str = ""
    change: Change | None = None
    base: Mapping[str, Text] = field(default_factory=dict)
    """The texts that the edits are for, whatever becomes of the files meanwhile."""
    checks: tuple[Check, ...] = ()
    refused: str = ""
    """One sentence the user can act on."""
    keyless: bool = False
    """It was refused because no model can be asked: a key, an address or an account is missing."""
    unfinished: Change | None = None
    """What was done until a limit or a failure ended the work; the user may still choose it."""
    applicable: bool = True
    """False if the action is not offered at this place at all."""
    summary: str = ""
    """Markdown: what was done, assumed, checked."""
    usage: Usage = field(default_factory=Usage)
    model: str = ""
    """The one that did the work, if one did."""
    cost: float | None = None
    """US dollars; `None` if the model's price is not known."""
    sent: tuple[str, ...] = ()
    """The files of which something was shown to a model."""
    judge: Callable[[Project, Change], tuple[Check, ...]] | None = None
    """Checks the change again, after it was rebased on what was typed meanwhile."""


def no(request: Request, reason: str, *, applicable: bool = True) -> Outcome:
    """A run that ends before it began, and why."""
    return Outcome(action=request.action, refused=reason, applicable=applicable)
