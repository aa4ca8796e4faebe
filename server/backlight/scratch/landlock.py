"""Landlock: which files a process may read and write from now on, kept by the kernel.

What is not named cannot be opened, whatever path or link leads to it; the process cannot take it
back, nor can those that it starts. What the kernel can keep is found out when it is asked.
"""

import ctypes
import os
from collections.abc import Iterable
from stat import S_ISDIR

from backlight.scratch.kernel import no_more_rights, syscall

SIGNALS_SINCE = 6
"""The version from which a process cannot signal others, nor reach their abstract sockets."""

_CREATE, _ADD, _RESTRICT = 444, 445, 446
_VERSION, _BENEATH = 1, 1
_EXECUTE, _WRITE, _READ, _LIST, _TRUNCATE, _DEVICES = 1, 2, 4, 8, 1 << 14, 1 << 15
_OF_FILES = _EXECUTE | _WRITE | _READ | _TRUNCATE | _DEVICES
_FIRST = (1 << 13) - 1
_MAKES_DEVICES = 1 << 6 | 1 << 11
_SINCE = {2: 1 << 13, 3: _TRUNCATE, 5: _DEVICES}
_SIZES = {4: 16, 6: 24}
_SCOPES = 3


class _Beneath(ctypes.Structure):
    _pack_ = 1
    _fields_ = (("access", ctypes.c_uint64), ("parent", ctypes.c_int32))


def version() -> int:
    """What the kernel can keep; 0 if it keeps nothing."""
    try:
        return syscall(_CREATE, None, ctypes.c_size_t(0), _VERSION)
    except OSError:
        return 0


def restrict(read: Iterable[str], write: Iterable[str]) -> None:
    """Let files be read only below `read`, and written only below `write`; raises `OSError`."""
    known = version()
    handled = _FIRST | sum(bit for since, bit in _SINCE.items() if known >= since)
    scopes = _SCOPES if known >= SIGNALS_SINCE else 0
    size = max((size for since, size in _SIZES.items() if known >= since), default=8)
    attr = (ctypes.c_uint64 * 3)(handled, 0, scopes)
    rules = syscall(_CREATE, ctypes.byref(attr), ctypes.c_size_t(size), 0)
    try:
        for path in read:
            _allow(rules, path, _EXECUTE | _READ | _LIST)
        for path in write:
            _allow(rules, path, handled & ~_MAKES_DEVICES)
        no_more_rights()
        syscall(_RESTRICT, rules, 0)
    finally:
        os.close(rules)


def _allow(rules: int, path: str, access: int) -> None:
    """Allow what is below a path; one that does not exist allows nothing."""
    try:
        place = os.open(path, os.O_PATH | os.O_CLOEXEC)
    except OSError:
        return
    try:
        if not S_ISDIR(os.fstat(place).st_mode):
            access &= _OF_FILES
        rule = _Beneath(access, place)
        syscall(_ADD, rules, _BENEATH, ctypes.byref(rule), 0)
    finally:
        os.close(place)
