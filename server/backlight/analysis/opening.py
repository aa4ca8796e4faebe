"""Where a process sets up its connections to a database, and nothing says how many."""

from dataclasses import dataclass

from backlight.analysis.syntax import Span


@dataclass(frozen=True, slots=True, kw_only=True)
class Opening:
    """A place at which connections are set up without a bound."""

    span: Span
    said: str
    """What comes of it, in a few words that go into the title."""
    called: str
    """What sets them up, as it is written; it must stay."""
    bounds: tuple[str, ...]
    """Words of which each one would say how many there are, or for how long."""
