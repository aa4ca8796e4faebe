"""What the lab answers: are these the same rows, and how sure is that."""

from dataclasses import dataclass
from typing import Literal


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


def unproven(why: str) -> Verdict:
    """Nothing is known; the reason says what would help."""
    return Verdict(kind="unproven", detail=why)
