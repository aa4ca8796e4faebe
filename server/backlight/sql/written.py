"""A migration in a language of its own, written as the SQL that it stands for."""

from dataclasses import dataclass

from backlight.analysis.quoting import ident


class Untold(Exception):
    """Why what a migration does cannot be told without running it, in a few words."""


@dataclass(frozen=True, slots=True)
class Script:
    """Both ways of a migration, as SQL of PostgreSQL."""

    up: str
    down: str
    left: tuple[str, ...] = ()
    """What was left out, since it is known only when it runs."""
    unclear: str = ""
    """Why the way back cannot be told."""


def idents(names: tuple[str, ...]) -> str:
    """Several names, with commas."""
    return ", ".join(map(ident, names))
