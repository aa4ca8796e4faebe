"""A piece of work for the agent: what it is given, where it ends, and how it went."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from backlight.action import Context, Persona, Task
from backlight.agent.desk import Desk
from backlight.agent.persona import FACTS, LAB
from backlight.checks import Check
from backlight.providers import Usage
from backlight.providers.prices import Price


class Purse(Protocol):
    """What this user spent today, in all runs of all servers."""

    def today(self) -> tuple[int, float]:
        """Tokens as they are charged for, and US dollars."""

    def pay(self, tokens: int, dollars: float) -> None:
        """Count more."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """Where a run ends, whatever the model does."""

    turns: int = 30
    tokens: int = 500_000
    dollars: float = 1.0
    tokens_today: int = 5_000_000
    dollars_today: float = 20.0
    seconds: float = 300
    mends: int = 3
    """How often `wrong` sends the model back."""
    cuts: int = 2
    """How often a reply may be cut off in the middle of a call."""
    repeats: int = 3
    """How often the same call may fail, or may follow itself."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Carried:
    """How it went. What was written stands in the overlay."""

    summary: str = ""
    """What the model says it did, as harmless Markdown."""
    usage: Usage = Usage()
    sent: tuple[str, ...] = ()
    """The files of which something was shown to the model."""
    stopped: str = ""
    """Why it ended early, in a sentence; what was staged is then for the user to choose."""
    model: str = ""
    cost: float | None = None
    """US dollars; `None` if the model's price is not known."""
    checks: tuple[Check, ...] = ()
    """The user's own commands, on the change as it is."""


async def _nothing() -> Sequence[str]:
    return ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Work:
    """One piece of work for the agent."""

    task: Task
    ctx: Context
    persona: Persona
    desk: Desk
    wrong: Callable[[], Sequence[str]] = tuple
    """What is not right yet in what is staged, in sentences."""
    tried: Callable[[], Awaitable[Sequence[str]]] = _nothing
    """What the user's own commands find wrong with what is staged, in sentences."""
    limits: Limits = Limits()
    prices: Mapping[str, Price] = field(default_factory=dict)
    """The user's own, over those that are published."""
    purse: Purse | None = None
    confirms: bool = False
    """The user is asked before the first request."""
    effort: str = "medium"
    """How much the model is to think, where it can be told."""

    @property
    def tools(self) -> tuple[str, ...]:
        """What may be used in this run: what the persona has, and what comes with it."""
        lab = LAB if self.desk.lab is not None else ()
        reading = (*FACTS, *lab) if "Read" in self.persona.tools else ()
        plan = ("Propose",) if self.desk.plan else ()
        commands = ("Bash",) if self.desk.room is not None else ()
        every = (*self.persona.tools, *reading, *commands)
        return (*(tool for tool in every if tool not in self.persona.denied), *plan)


class Stop(Exception):
    """The run ends here; the message is a sentence for the user."""
