"""The lines of a file most like a block that was not found: what the model should look at again."""

from collections import Counter
from difflib import SequenceMatcher

SHOWN = 24
"""Lines shown at most."""
MOST_PLACES = 50
"""Places of one line that are looked at."""
MOST_LINES = 20_000
"""A longer file is not searched."""


def nearest(lines: list[str], old: str) -> str:
    """A sentence with the nearest lines and their numbers, or what to do if there are none."""
    wanted = [line.strip() for line in old.strip("\n").split("\n")]
    bare = [line.strip() for line in lines]
    at, score = _aligned(bare, wanted)
    if not score:
        at, score = _likest(bare, wanted)
    if not score:
        return "Nothing in it is like it: read the file again."
    end = min(len(lines), at + min(len(wanted), SHOWN))
    shown = "\n".join(f"{number + 1}\t{lines[number][:300]}" for number in range(at, end))
    return f"The nearest lines are {at + 1}-{end}; copy the text to replace from them:\n{shown}"


def _aligned(bare: list[str], wanted: list[str]) -> tuple[int, float]:
    """Where most of the lines wanted stand as they stand to each other."""
    places: dict[str, list[int]] = {}
    for number, line in enumerate(bare):
        if len(line) > 2:
            places.setdefault(line, []).append(number)
    votes = Counter(
        max(0, number - k)
        for k, line in enumerate(wanted)
        for number in places.get(line, ())[:MOST_PLACES]
    )
    return max(votes.items(), key=lambda vote: (vote[1], -vote[0]), default=(0, 0))


def _likest(bare: list[str], wanted: list[str]) -> tuple[int, float]:
    """The line most like the longest one wanted."""
    longest = max(wanted, key=len)[:200]
    if len(bare) > MOST_LINES or not longest:
        return 0, 0
    matcher = SequenceMatcher(None, "", longest, autojunk=False)
    best, at = 0.6, -1
    for number, line in enumerate(bare):
        matcher.set_seq1(line[:200])
        quick = min(matcher.real_quick_ratio(), matcher.quick_ratio())
        if quick > best and (ratio := matcher.ratio()) > best:
            best, at = ratio, number
    return (max(0, at - wanted.index(max(wanted, key=len))), best) if at >= 0 else (0, 0)
