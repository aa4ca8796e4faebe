"""What a session remembers of agent files: those that count, and what was said of them."""

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from backlight.agent.library import Library


@dataclass(slots=True)
class AgentFiles:
    """Those of all projects."""

    libraries: "dict[str, Library]" = field(default_factory=dict)
    """Those that count, by the path of the root."""
    looked: dict[str, object] = field(default_factory=dict)
    """Those of each root that were last looked at."""
    posted: set[str] = field(default_factory=set)
    """The URIs of those that are not open, and of which something was said."""
    asked: set[tuple[str, str]] = field(default_factory=set)
    """Those that the user was asked about, by path and content."""
