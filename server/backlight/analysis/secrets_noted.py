"""What stands around a secret on its line: a comment, a word to another scanner, an address."""

import re
from bisect import bisect_left
from functools import lru_cache


def told(code: str, at: int) -> bool:
    """Whether a line has the address of an application for one-time passwords before a place."""
    return code.rfind("otpauth:", max(code.rfind("\n", 0, at), at - FAR), at) >= 0


FAR = 2000


def noted(code: str, at: int) -> bool:
    """Whether a place is in a comment that fills its line: what a template proposes."""
    start = code.rfind("\n", 0, at) + 1
    if NOTE.match(code, start, at) is not None or _in_block(code, at):
        return True
    return at <= _looked_at(code, start)


NOTE = re.compile(r"\s*(?:#|//|\* |>>> |\.\.\. )")
"""How a line begins that is a comment."""


@lru_cache(maxsize=256)
def _looked_at(code: str, start: int) -> int:
    """Where on a line another scanner is told that somebody has looked at it; before it if nowhere.

    A line can hold many secrets, and is looked through once.
    """
    hits = [hit.start() for hit in LOOKED_AT.finditer(code, start, _end_of_line(code, start))]
    return max(hits, default=-1)


LOOKED_AT = re.compile(
    r"(?:#|//)\s*(?:nosec|nosemgrep|gitleaks:\s*allow|trufflehog:\s*ignore|pragma:\s*allowlist|noqa:.*\bS10)"
)
"""What another scanner of secrets is told of a line: somebody has looked at it."""


def _end_of_line(code: str, at: int) -> int:
    end = code.find("\n", at)
    return len(code) if end < 0 else end


def _in_block(code: str, at: int) -> bool:
    """Whether a block of comment that begins a line is open: the answer of a service, as it is."""
    opened, closed = _blocks(code)
    here = bisect_left(opened, at - len("\n/*") + 1) - 1
    return here >= 0 and at < closed[here] + len("*/")


@lru_cache(maxsize=2)
def _blocks(code: str) -> tuple[list[int], list[int]]:
    """Where blocks of comment open that begin a line, and where each is closed."""
    opened = [hit.start() for hit in BLOCK.finditer(code)]
    ends: list[int] = []
    for at in reversed(opened):
        end = code.find("*/", at, ends[-1] if ends else len(code))
        ends.append(end if end >= 0 else ends[-1] if ends else len(code))
    return opened, ends[::-1]


BLOCK = re.compile(r"\n/\*")
