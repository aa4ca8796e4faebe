"""Calls of the Linux kernel that Python has no functions for; each raises `OSError`."""

import ctypes
import os
import re
from functools import cache

CLONE_NEWNS, CLONE_NEWUTS, CLONE_NEWIPC = 0x20000, 0x4000000, 0x8000000
CLONE_NEWUSER, CLONE_NEWPID, CLONE_NEWNET = 0x10000000, 0x20000000, 0x40000000
MS_NOSUID, MS_NODEV, MS_BIND, MS_REC, MS_PRIVATE = 2, 4, 0x1000, 0x4000, 0x40000
READ_ONLY = 1
"""`MOUNT_ATTR_RDONLY`."""

_AT_FDCWD, _AT_RECURSIVE = -100, 0x8000
_MOUNT_SETATTR = 442
_PDEATHSIG, _SUBREAPER, _NO_NEW_PRIVS, _CAPBSET_DROP = 1, 36, 38, 24
_LAST_CAPABILITY = 63


@cache
def libc() -> ctypes.CDLL:
    """The C library that this Python runs on."""
    return ctypes.CDLL(None, use_errno=True)


def release() -> tuple[int, ...]:
    """The first two numbers of its release."""
    return tuple(map(int, re.findall(r"\d+", os.uname().release)[:2]))


def done(answer: int) -> int:
    """What a call answered; raises what went wrong."""
    if answer < 0:
        number = ctypes.get_errno()
        raise OSError(number, os.strerror(number))
    return answer


def syscall(number: int, *values: object) -> int:
    """A call by its number, which is the same on all machines for those that are young."""
    return done(libc().syscall(number, *values))


def unshare(flags: int) -> None:
    """Leave namespaces for new ones."""
    done(libc().unshare(flags))


def mount(source: str, target: str, kind: str = "", flags: int = 0, data: str = "") -> None:
    """Mount something, or the same once more (`MS_BIND`)."""
    words = [os.fsencode(word) if word else None for word in (source, target, kind)]
    done(libc().mount(*words, ctypes.c_ulong(flags), os.fsencode(data) if data else None))


def read_only(path: str, *, so: bool = True, below: bool = False) -> None:
    """Let nothing be written through a mount, and those below it; or let it again."""
    attr = (ctypes.c_uint64 * 4)(READ_ONLY if so else 0, 0 if so else READ_ONLY, 0, 0)
    flags = _AT_RECURSIVE if below else 0
    size = ctypes.c_size_t(ctypes.sizeof(attr))
    syscall(_MOUNT_SETATTR, _AT_FDCWD, os.fsencode(path), flags, ctypes.byref(attr), size)


def end_with_parent(signal: int) -> None:
    """Get a signal when the process that started this one ends."""
    _prctl(_PDEATHSIG, signal)


def adopt() -> None:
    """Become the parent of whatever is left by those that this process started."""
    _prctl(_SUBREAPER, 1)


def no_more_rights() -> None:
    """Give up every right but those of a plain user, for this process and all it starts."""
    _prctl(_NO_NEW_PRIVS, 1)
    for capability in range(_LAST_CAPABILITY + 1):
        try:
            _prctl(_CAPBSET_DROP, capability)
        except OSError:  # there is none of that number, or it was not ours to give up
            continue


def _prctl(what: int, value: int) -> None:
    done(libc().prctl(what, ctypes.c_ulong(value), *(ctypes.c_ulong(0),) * 3))
