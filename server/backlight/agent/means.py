"""What a run works with: who may act, and where statements are tried."""

from dataclasses import dataclass, field

from backlight.agent.library import Library
from backlight.sql.lab.spare import Spare


@dataclass(frozen=True, slots=True)
class Means:
    """What outlives a run, and every run is given."""

    library: Library = field(default_factory=Library)
    """The agent files that count."""
    spare: Spare | None = None
    """A process of the lab that runs hand on; without one each run starts its own."""
