"""What a scratch database may take of the machine."""

from contextlib import suppress

MEMORY = 3 * 1024**3
"""Bytes of address space for each process."""
FILE = 512 * 1024**2
"""Bytes of one file."""


def bounded() -> None:
    """Bound this process, and those it starts; where the system has no such bounds, nothing."""
    try:
        import resource
    except ImportError:
        return
    for what, most in ((resource.RLIMIT_AS, MEMORY), (resource.RLIMIT_FSIZE, FILE)):
        with suppress(ValueError, OSError):
            resource.setrlimit(what, (most, resource.getrlimit(what)[1]))
