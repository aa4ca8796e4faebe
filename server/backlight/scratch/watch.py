"""What a command takes of the machine: bounds that the kernel keeps, and those that are watched."""

import os
import resource
from contextlib import suppress
from pathlib import Path
from time import monotonic

from backlight.scratch.order import Order

PROCESSES = Path("/proc")
PAGE = resource.getpagesize()
OPEN_FILES, POLITE = 4096, 5
"""Files of a process, and how far it stands back."""


def limit(order: Order) -> None:
    """Bound this process and those that it starts; whoever watches them comes first."""
    os.nice(POLITE)
    bounds = order.bounds
    others = 0 if order.way == "namespaces" else sum(map(_threads, _parents()))
    for what, most in (
        (resource.RLIMIT_FSIZE, bounds.file),
        (resource.RLIMIT_DATA, bounds.memory),
        (resource.RLIMIT_CORE, 0),
        (resource.RLIMIT_NPROC, others + bounds.threads),
        (resource.RLIMIT_CPU, int(bounds.seconds * 4) + 1),
        (resource.RLIMIT_NOFILE, OPEN_FILES),
    ):
        with suppress(ValueError, OSError):  # a bound that is there already is not widened
            resource.setrlimit(what, (most, most))


class Watch:
    """Looks at all processes of a command together."""

    def __init__(self, order: Order, until: float) -> None:
        self._bounds, self._until = order.bounds, until
        self._alone = order.way == "namespaces"
        self._place = order.root
        self._free = _free(self._place)

    def look(self) -> None:
        """Raises `TimeoutError` with the bound that was broken."""
        bounds = self._bounds
        if monotonic() > self._until:
            raise TimeoutError(f"it did not end within {bounds.seconds:.0f} seconds")
        processes = everything() if self._alone else below(os.getpid())
        if len(processes) > bounds.processes + 1:
            raise TimeoutError(f"it started more than {bounds.processes} processes")
        if sum(map(_held, processes)) > bounds.memory:
            raise TimeoutError(f"it took more than {bounds.memory // 1024**2} MB of memory")
        if self._free - _free(self._place) > bounds.disk:
            most = bounds.disk // 1024**2  # others may have written as well: no word of whose it is
            raise TimeoutError(f"more than {most} MB of the disk were taken while it ran")


def everything() -> list[int]:
    """All processes that can be seen: in a namespace of their own, those of the command."""
    return list(_parents())


def below(ancestor: int) -> list[int]:
    """The processes that descend from one."""
    parents, found = _parents(), {ancestor}
    while more := {one for one, parent in parents.items() if parent in found} - found:
        found |= more
    return list(found - {ancestor})


def group_of(process: int) -> int:
    """The group of a process; 0 if it is gone."""
    try:
        return os.getpgid(process)
    except OSError:
        return 0


def _parents() -> dict[int, int]:
    names = [path.name for path in PROCESSES.iterdir() if path.name.isdecimal()]
    return {int(name): parent for name in names if (parent := _parent(name)) >= 0}


def _parent(process: str) -> int:
    """The parent of a process; -1 if it is gone, or a zombie that nobody has to end."""
    try:
        said = (PROCESSES / process / "stat").read_bytes()
        state, parent = said.rpartition(b") ")[2].split()[:2]
    except (OSError, ValueError):
        return -1
    return int(parent) if state not in b"ZX" else -1


def _threads(process: int) -> int:
    """How many threads a process has, if it is of the same user."""
    place = PROCESSES / str(process) / "task"
    try:
        return len(list(place.iterdir())) if place.stat().st_uid == os.getuid() else 0
    except OSError:
        return 0


def _held(process: int) -> int:
    """Bytes of memory that a process holds and shares with no other."""
    try:
        said = (PROCESSES / str(process) / "statm").read_bytes()
        _, resident, shared, *_ = map(int, said.split())
    except (OSError, ValueError):
        return 0
    return (resident - shared) * PAGE


def _free(place: str) -> int:
    status = os.statvfs(place)
    return status.f_bavail * status.f_frsize
