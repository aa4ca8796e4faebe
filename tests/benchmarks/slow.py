"""Which statements of a set are slow, how many of those became faster, and why the others did not.

A statement is slow that takes a second or more on the full data, or over ten times the median of its
set: the first are those that a server's log of slow statements has, the second those that stand out
among their like where the data are few. The goal is that a third of them become twice as fast.
"""

import statistics
from dataclasses import dataclass

SECOND = 1000
TIMES_MEDIAN = 10
TWICE = 2


@dataclass(frozen=True, slots=True)
class Measured:
    """One statement, as it went through the road and as the database ran it."""

    id: str
    ways: int
    verdict: str
    told: object
    """The factor in time where it was changed, else what was said."""
    was: float
    """Milliseconds before."""
    took: float
    """Seconds to the verdict."""

    @property
    def gain(self):
        """By how much it is faster; 1 where it is as it was."""
        return self.told if isinstance(self.told, float) else 1.0


def share(found):
    """How many slow ones there are, how many of them are twice as fast, and why the others are not."""
    median = statistics.median([one.was for one in found if one.was] or [0.0])
    least = min(SECOND, TIMES_MEDIAN * median)
    slow = sorted((one for one in found if one.was and one.was >= least), key=lambda one: -one.was)
    if not slow:
        return f"slow is {least:.0f} ms and more: none is"
    faster = sum(one.gain >= TWICE for one in slow)
    least = f"slow is {least:.0f} ms and more (median {median:.0f} ms)"
    lines = [
        f"{least}: {len(slow)} are, {faster} at least twice as fast now ({faster / len(slow):.0%})"
    ]
    lines += [
        f"  as slow as before: {one.id}, {one.was:.0f} ms: {reason(one)}"
        for one in slow
        if one.gain < TWICE
    ]
    return "\n".join(lines)


def reason(one):
    """Why a statement is about as slow as before."""
    if isinstance(one.told, float):
        return f"×{one.told:.1f} is all there is in it"
    return one.told if one.ways else "no rewrite is known for it"
