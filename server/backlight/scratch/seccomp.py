"""A filter of system calls, where a command has no namespaces of its own.

New sockets are refused (a connected pair is not: programs talk to their children through it).
Modes, owners, times and attributes of files, which Landlock does not hold, stay as they are: the
calls say that they did it.
"""

import ctypes
import errno
import platform
import struct

from backlight.scratch.kernel import done as checked
from backlight.scratch.kernel import libc, no_more_rights

_SET_SECCOMP, _FILTER = 22, 2
_LOAD, _EQUAL, _AT_LEAST, _ANSWER = 0x20, 0x15, 0x35, 0x06
_NUMBER, _MACHINE, _FIRST_ARGUMENT = 0, 4, 16
_ERROR, _ALLOWED = 0x00050000, 0x7FFF0000
_OTHER_ABI = 0x40000000
_REFUSED = (425,)
"""`io_uring_setup`: sockets can be made through it as well."""
_PRETENDED = (452, 463, 466, 469)
"""`fchmodat2`, `setxattrat`, `removexattrat`, `file_setattr`: the same number on all machines."""
_MACHINES = {
    # machine: how the kernel names it, its numbers of `prlimit64` and `socket`, and of what changes
    # modes, owners, times and attributes
    "x86_64": (
        *(0xC000003E, 302, 41),
        (90, 91, 92, 93, 94, 132, 188, 189, 190, 197, 198, 199, 235, 260, 261, 268, 280),
    ),
    "aarch64": (0xC00000B7, 261, 198, (5, 6, 7, 14, 15, 16, 52, 53, 54, 55, 88)),
}

Row = tuple[int, int, str, str]
"""Code, value, and the labels to go to where it holds and where it does not; empty: the next."""


def install() -> None:
    """Filter the calls of this process and of all it starts; raises `OSError`."""
    if platform.machine() not in _MACHINES:
        raise OSError(errno.ENOSYS, f"no filter of system calls for {platform.machine()}")
    machine, limits, socket, changes = _MACHINES[platform.machine()]
    rows: list[Row] = [
        (_LOAD, _MACHINE, "", ""),
        (_EQUAL, machine, "", "refuse"),
        (_LOAD, _NUMBER, "", ""),
        (_AT_LEAST, _OTHER_ABI, "refuse", ""),
        *((_EQUAL, number, "refuse", "") for number in (socket, *_REFUSED)),
        *((_EQUAL, number, "pretend", "") for number in (*changes, *_PRETENDED)),
        (_EQUAL, limits, "", "allow"),
        (_LOAD, _FIRST_ARGUMENT, "", ""),
        (_EQUAL, 0, "allow", "refuse"),
    ]
    ends = {"refuse": _ERROR | errno.EACCES, "pretend": _ERROR, "allow": _ALLOWED}
    labels = {label: len(rows) + at for at, label in enumerate(ends)}
    program = [_packed(at, row, labels) for at, row in enumerate(rows)]
    program += [struct.pack("HBBI", _ANSWER, 0, 0, answer) for answer in ends.values()]
    _set(program)


def _packed(at: int, row: Row, labels: dict[str, int]) -> bytes:
    """One row of the program, its labels said as how far they are."""
    code, value, *targets = row
    yes, no = (labels[label] - at - 1 if label else 0 for label in targets)
    return struct.pack("HBBI", code, yes, no, value)


def _set(program: list[bytes]) -> None:
    no_more_rights()
    code = ctypes.create_string_buffer(b"".join(program))
    head = struct.pack("HxxxxxxP", len(program), ctypes.addressof(code))
    checked(libc().prctl(_SET_SECCOMP, ctypes.c_ulong(_FILTER), head, ctypes.c_ulong(0), 0))
