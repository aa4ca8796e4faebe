"""What the lab answers: are these the same rows, and how sure is that."""

from dataclasses import dataclass
from typing import Literal

Drawn = tuple[tuple[int, str, float, float], ...]
"""The steps of a plan: how deep each stands, what it does, its cost and its rows."""
SAME, WORSE = 0.98, 1.05
"""Costs nearer to each other than this are the same."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """The answer on two statements; `unproven` never means that they are equal."""

    kind: Literal["same", "different", "unproven"]
    databases: int = 0
    """How many databases both statements were run on."""
    engine: str = ""
    detail: str = ""
    """Why nothing could be proven, or the smallest counter-example."""
    notes: tuple[str, ...] = ()
    """What was assumed."""

    @property
    def sentence(self) -> str:
        """The verdict as it is said to the user."""
        noted = "".join(f" {note}" for note in self.notes)
        if self.kind == "same":
            return f"Proven on {self.databases} databases ({self.engine}): the same rows.{noted}"
        if self.kind == "different":
            return f"The rows differ ({self.engine}). {self.detail}"
        return f"Could not be proven: {self.detail}"


@dataclass(frozen=True, slots=True)
class Weight:
    """What two statements cost by the planner's reckoning; it is no time."""

    where: str
    before: float = 0.0
    after: float = 0.0
    step: str = ""
    """The step of the plan that is another one now."""
    index: str = ""
    """The statement that makes the index which would help most."""
    old: float = 0.0
    """What the statement before would cost with it, and the one after."""
    new: float = 0.0
    why: str = ""
    """Why nothing is known."""
    plans: tuple[Drawn, Drawn] = ((), ())
    """Both plans, step by step."""
    rows: float = 0.0
    """How many rows the statement after is reckoned to give."""

    @property
    def frees(self) -> bool:
        """Whether what was read again for each row no longer is: planners reckon with few rows."""
        return _again(self.plans[0]) and bool(self.plans[1]) and not _again(self.plans[1])

    @property
    def gains(self) -> bool:
        """Whether the statement after costs less, as things are."""
        return self.after < self.before * (1 if self.frees else SAME)

    @property
    def loses(self) -> bool:
        """Whether it costs more."""
        return self.after > self.before * WORSE

    @property
    def promises(self) -> bool:
        """Whether it costs less than the one before once the index is there."""
        return bool(self.index) and self.new < min(self.old, self.before) * SAME


@dataclass(frozen=True, slots=True)
class Rehearsal:
    """How a migration went on a scratch database; `None` if it could not be tried."""

    ok: bool | None
    detail: str


def _again(plan: Drawn) -> bool:
    """Whether a subplan reads all rows of a WITH, which has no index, for each row around it."""
    inside = -1
    for deep, text, _, _ in plan:
        inside = inside if deep > inside >= 0 else -1
        if inside < 0 and "(SubPlan" in text:
            inside = deep
        if inside >= 0 and text.startswith("CTE Scan"):
            return True
    return False


def unproven(why: str) -> Verdict:
    """Nothing is known; the reason says what would help."""
    return Verdict(kind="unproven", detail=why)
