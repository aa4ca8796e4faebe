"""Call what may fail over one file, and go on without it."""

import logging
from collections.abc import Callable
from typing import TypeVar

from backlight.index.sparing import TooMany

log = logging.getLogger(__name__)
Answer = TypeVar("Answer")


def guarded(function: Callable[..., Answer], *args: object) -> Answer | None:
    """Call a rule, a stack or an action; if it fails, say so in the log and go on without it."""
    try:
        return function(*args)
    except TooMany:
        raise
    except Exception:
        named = getattr(function, "func", function)  # what a partial stands for
        log.exception("%s.%s failed", named.__module__, named.__qualname__)
        return None
