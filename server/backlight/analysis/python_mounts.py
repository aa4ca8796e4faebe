"""Owners of routes put under one another, and the prefixes that each is reached at."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from itertools import islice

from backlight.analysis.python_modules import HOPS, Place

MOST = 20_000
"""Prefixes looked at below one app: routers put into each other twice double with every level."""


@dataclass(frozen=True, slots=True)
class Mount:
    """One owner put under another at a prefix."""

    parent: Place
    child: Place
    prefix: str
    guards: tuple[str, ...] = ()
    """What stands before everything that is put there."""
    known: bool = True
    """Whether its prefix is, or a part of it stands for what cannot be known."""


def certain(mounts: Iterable[Mount]) -> tuple[Mount, ...]:
    """All but those at a prefix that is not known, of what is put at one that is known as well.

    Where an application is served at a setting, and at `/api` without it, it is served once.
    """
    every = tuple(mounts)
    told = {(one.parent, one.child) for one in every if one.known}
    return tuple(one for one in every if one.known or (one.parent, one.child) not in told)


def prefixes(
    roots: Iterable[Place], mounts: Iterable[Mount], join: Callable[[str, str], str]
) -> dict[Place, tuple[str, ...]]:
    """Every prefix under which each owner is reached; an owner mounted twice has two."""
    below: dict[Place, list[Mount]] = {}
    for mount in mounts:
        below.setdefault(mount.parent, []).append(mount)
    found: dict[Place, dict[str, None]] = {}
    for root in roots:
        for place, prefix in islice(_down(root, "", below, join, frozenset()), MOST):
            found.setdefault(place, {})[prefix] = None
    return {place: tuple(some) for place, some in found.items()}


def _down(
    at: Place,
    prefix: str,
    below: dict[Place, list[Mount]],
    join: Callable[[str, str], str],
    above: frozenset[Place],
) -> Iterator[tuple[Place, str]]:
    yield at, prefix
    for mount in below.get(at, ()):
        if mount.child not in above and mount.child != at and len(above) < HOPS:
            longer = join(prefix, mount.prefix)
            yield from _down(mount.child, longer, below, join, above | {at})
