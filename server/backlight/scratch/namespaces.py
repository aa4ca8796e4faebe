"""Namespaces: a view of the machine in which there is no network, no other process, no other file.

Only what the command needs of the user's own folders is put back after they are covered; all is
read only, but for the project's scratch, a home and a folder for temporary files.
"""

import os
import socket
import struct
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

from backlight.scratch import kernel
from backlight.scratch.order import Order

APART = (
    *(kernel.CLONE_NEWUSER, kernel.CLONE_NEWNS, kernel.CLONE_NEWPID),
    *(kernel.CLONE_NEWNET, kernel.CLONE_NEWIPC, kernel.CLONE_NEWUTS),
)
QUIET = kernel.MS_NOSUID | kernel.MS_NODEV
UP = 0x41
"""`IFF_UP | IFF_RUNNING`."""
SET_FLAGS = 0x8914
"""`SIOCSIFFLAGS`."""
NUMBERS = Path("/proc/sys/kernel/pid_max")
OWN_NUMBERS = (6, 14)
"""The release of Linux from which a namespace has a bound of its own on them."""
RESERVED = 300
"""Numbers that are given out once only."""


def leave() -> None:
    """Leave everything that is shared with other processes; the next child is alone."""
    from fcntl import ioctl  # Windows has none, and no namespaces

    user, group = os.geteuid(), os.getegid()
    kernel.unshare(sum(APART))
    Path("/proc/self/setgroups").write_text("deny", "ascii")
    Path("/proc/self/uid_map").write_text(f"{user} {user} 1", "ascii")
    Path("/proc/self/gid_map").write_text(f"{group} {group} 1", "ascii")
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as any_socket:
        ioctl(any_socket, SET_FLAGS, struct.pack("16sh14x", b"lo", UP))


def arrange(order: Order) -> None:
    """Put the scratch where the project is, cover the user's folders, and make the rest lasting."""
    kernel.mount("none", "/", flags=kernel.MS_REC | kernel.MS_PRIVATE)
    linked = [(path, _held(source)) for source, path in order.linked]
    if order.upper:
        layers = f"lowerdir={order.root},upperdir={order.upper},workdir={order.work},userxattr"
        kernel.mount("overlay", order.root, "overlay", QUIET, layers)
    else:
        _bind(order.copy, order.root)
    held = [*((path, _held(source)) for source, path in _back(order)), *linked]
    for path in order.covered:
        kernel.mount("tmpfs", path, "tmpfs", QUIET, "size=1m,mode=755")
    for path, place in held:
        if place >= 0:
            _made(path, place)
            _bind(f"/proc/self/fd/{place}", path)
            os.close(place)
    for path in order.hidden:
        with suppress(FileNotFoundError):  # it was closed since
            kernel.mount(os.devnull, path, flags=kernel.MS_BIND)
    kernel.read_only("/", below=True)
    for path in order.written:
        kernel.read_only(path, so=False)


def own_processes(threads: int) -> None:
    """Show the processes of this namespace alone, and let there be so many; its first calls this.

    Only the numbers that they get bound the superuser's: `RLIMIT_NPROC` does not.
    """
    kernel.mount("proc", "/proc", "proc", QUIET)
    if kernel.release() >= OWN_NUMBERS:  # before, this is the bound of the whole machine
        with suppress(OSError):
            NUMBERS.write_text(str(RESERVED + threads), "ascii")


def _back(order: Order) -> Sequence[tuple[str, str]]:
    """What is put back below the covered folders: from where, to where, the outermost first."""
    covered = tuple(f"{path}/" for path in order.covered)
    wanted = [(path, path) for path in (order.root, order.home, *order.read)]
    back = [(source, path) for source, path in wanted if f"{path}/".startswith(covered)]
    back.append((order.temporary, "/tmp"))  # noqa: S108 - it is ours there
    return sorted(back, key=lambda pair: len(Path(pair[1]).parts))


def _held(path: str) -> int:
    """A handle of what stands at a path now; -1 if nothing does."""
    try:
        return os.open(path, os.O_PATH | os.O_CLOEXEC)
    except OSError:
        return -1


def _made(path: str, place: int) -> None:
    """Something to mount on: a folder, or a file."""
    if os.path.lexists(path):
        return
    folder = Path(f"/proc/self/fd/{place}").is_dir()
    target = Path(path)
    (target if folder else target.parent).mkdir(parents=True, exist_ok=True)
    if not folder:
        target.touch()


def _bind(source: str, target: str) -> None:
    kernel.mount(source, target, flags=kernel.MS_BIND | kernel.MS_REC)
