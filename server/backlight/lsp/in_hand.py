"""The runs that are in hand, and whose turn it is: at a file, and at the editor."""

import asyncio
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from backlight.lsp.front import Run


@dataclass(slots=True)
class InHand:
    """What runs must know of each other."""

    runs: "dict[str, Run]" = field(default_factory=dict)
    """By their ids."""
    handing: asyncio.Lock = field(default_factory=asyncio.Lock)
    """One change at a time is on its way into the editor."""
    _turns: dict[str, asyncio.Lock] = field(default_factory=dict)

    def turn(self, path: str) -> asyncio.Lock:
        """The lock of a file, by its absolute path: runs on it follow each other."""
        return self._turns.setdefault(path, asyncio.Lock())
