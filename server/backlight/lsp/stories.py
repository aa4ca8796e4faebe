"""What was told of runs and can be looked at again: summaries, and what planners said."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from backlight.checks import Check

MOST = 20
"""Summaries, and plans, that are kept: the latest ones."""


@dataclass(slots=True)
class Stories:
    """The latest summaries, and the latest plans."""

    summaries: dict[str, str] = field(default_factory=dict)
    """By the URI under which an editor may read them."""
    plans: "dict[str, Check]" = field(default_factory=dict)
    """What a planner said of statements that runs wrote, by the statement."""

    def keep(self, uri: str, summary: str) -> None:
        """Keep a summary."""
        self.summaries[uri] = summary
        _trim(self.summaries)

    def keep_plans(self, checks: "Iterable[Check]") -> None:
        """Keep the checks that are about a statement."""
        self.plans |= {check.about: check for check in checks if check.about}
        _trim(self.plans)


def _trim(kept: dict[str, Any]) -> None:
    while len(kept) > MOST:
        del kept[next(iter(kept))]
