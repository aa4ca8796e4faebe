"""Routers of Go programs, whatever their framework: what is registered on them, and under what."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from backlight.analysis.go_things import Thing

DEEPEST = 24


@dataclass(slots=True, eq=False)
class Router:
    """A router or group; what is put before its handlers counts for what is registered later."""

    kind: str
    loose: bool = False
    """It is known by the type of a parameter or field alone: nobody was seen who makes it."""
    guards: tuple[str, ...] = ()
    entries: list["Route | Mount"] = field(default_factory=list)
    mounted: bool = False
    made: tuple[str, int] = ("", 0)
    """File and line of the call that made it."""


@dataclass(slots=True, eq=False)
class Route:
    """Methods on a path; of gorilla's what is said later is added."""

    methods: tuple[str, ...]
    """Empty: any."""
    path: str
    handler: Thing
    name: str
    """The handler as it is written, for one that is not found."""
    guards: tuple[str, ...]
    file: str
    line: int
    kind: str
    """The framework it is registered with."""


@dataclass(slots=True, eq=False)
class Mount:
    """A router on a path of another one."""

    path: str
    router: Router
    guards: tuple[str, ...] = ()
    whole: bool = False
    """It is a handler, which sees the path of the request from its beginning."""


@dataclass(frozen=True, slots=True, eq=False)
class Stripped:
    """A handler that is given its requests without the head of their path."""

    path: str
    of: Thing


Found = tuple[Route, str, tuple[str, ...]]
"""A route, its full path, and all that stands before its handler."""


def flat(
    router: Router, path: str = "", guards: tuple[str, ...] = (), deep: int = 0, root: str = ""
) -> Iterator[Found]:
    """Every route of a router and of those mounted on it; `root` is what was cut off on the way."""
    for entry in router.entries if deep < DEEPEST else ():
        whole = isinstance(entry, Mount) and entry.whole
        here, before = join(root if whole else path, entry.path), (*guards, *entry.guards)
        if isinstance(entry, Route):
            yield entry, here, before
        else:
            yield from flat(entry.router, here, before, deep + 1, here if whole else root)


def join(prefix: str, path: str) -> str:
    """Two paths one after the other, with one slash between."""
    if not path:
        return prefix
    return f"{prefix.rstrip('/')}/{path.lstrip('/')}"


def mount(on: Router, path: str, router: Router, guards: tuple[str, ...] = ()) -> Router:
    """Put a router on a path of another."""
    return _put(on, Mount(path, router, guards))


def handle(on: Router, strip: str, router: Router, guards: tuple[str, ...] = ()) -> Router:
    """Give a router as a handler to another; `strip` is cut off the paths that it sees."""
    return _put(on, Mount(strip, router, guards, whole=True))


def _put(on: Router, entry: Mount) -> Router:
    if entry.router is not on:
        entry.router.mounted = True
        on.entries.append(entry)
    return entry.router
