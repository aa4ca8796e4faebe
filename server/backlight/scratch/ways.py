"""How commands can be confined on this machine: found out by confining one that does nothing.

Namespaces need no helper; where a distribution keeps them from all but `bwrap`, that is taken; in a
container, where neither may be, Landlock holds the files and a filter of system calls the network.
"""

import asyncio
import shutil
import sys
from dataclasses import dataclass

from backlight.scratch import machine
from backlight.scratch.folder import claimed
from backlight.scratch.order import Order, Way
from backlight.scratch.process import run

ELSEWHERE = (
    "Commands are run on Linux alone: this system offers no confinement that Backlight can rely on."
)
NONE = (
    "Commands are not run: this system does not let them be confined ({why}). Linux 5.13 or newer"
    " with user namespaces, `bwrap` (bubblewrap) or, from Linux 6.12 on, Landlock is needed."
)
BWRAP = "bwrap"


@dataclass(frozen=True, slots=True)
class Found:
    """A way to confine, or why there is none."""

    way: Way | None = None
    copied: bool = True
    """The project is copied; where it need not be, what is written lies over it."""
    why: str = ""


_known: list[Found] = []


async def found() -> Found:
    """The best way there is; it is looked for once."""
    if not _known:
        _known.append(await _looked())
    return _known[0]


async def _looked() -> Found:
    if not sys.platform.startswith("linux"):
        return Found(why=ELSEWHERE)
    tried: list[tuple[Way, bool]] = [("namespaces", False), ("namespaces", True)]
    tried += [("bubblewrap", True)] if shutil.which(BWRAP) else []
    tried += [("landlock", True)]
    first = ""
    for way, copied in tried:
        why = await _holds(way, copied=copied)
        if not why:
            return Found(way, copied)
        first = first or why
    return Found(why=NONE.format(why=first))


async def _holds(way: Way, *, copied: bool) -> str:
    """Why a way cannot be taken; empty if a command was confined in it."""
    from backlight.scratch.landlock import SIGNALS_SINCE, version

    least = {"namespaces": 1, "bubblewrap": 1, "landlock": SIGNALS_SINCE}[way]
    if version() < least:
        return f"Landlock {least} is not in its kernel"
    ours = claimed()
    folder = ours.path
    try:
        for name in ("root", "copy", "upper", "work", "home", "temporary"):
            (folder / name).mkdir()
        order = Order(
            way=way,
            command=("true",),
            environ={"PATH": "/usr/bin:/bin"},
            root=str(folder / ("copy" if way == "landlock" else "root")),
            home=str(folder / "home"),
            temporary=str(folder / "temporary"),
            copy=str(folder / "copy") if copied else "",
            upper="" if copied else str(folder / "upper"),
            work="" if copied else str(folder / "work"),
            covered=machine.covered(""),
            read=machine.readable(folder, {}),
        )
        ended = await run(order, prefix(order))
    finally:
        await asyncio.to_thread(ours.end)
    return "" if ended.ok else ended.why or f"exit code {ended.code}"


def prefix(order: Order) -> tuple[str, ...]:
    """What comes before the launcher; nothing but where `bwrap` is to confine it."""
    if order.way != "bubblewrap":
        return ()
    from backlight.scratch.bubblewrap import arguments

    return (shutil.which(BWRAP) or BWRAP, *arguments(order))
