"""What is run in a scratch, and what it may reach: the order from the server to the launcher."""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Literal

Way = Literal["namespaces", "bubblewrap", "landlock"]
"""What confines a command."""
UNCONFINED = "it could not be confined"
"""Why it ended, if the command was not even started."""
THREADS = 8
"""Threads for each process that may be."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Bounds:
    """What a command may take; then it is ended."""

    seconds: float = 120.0
    processes: int = 256
    memory: int = 4 * 1024**3
    """Bytes that all its processes hold, and that one of them may ask for."""
    file: int = 512 * 1024**2
    """Bytes of one file."""
    disk: int = 2 * 1024**3
    """Bytes that may be taken of the disk while it runs."""
    said: int = 8 * 1024**2
    """Bytes that it may say."""

    @property
    def threads(self) -> int:
        """Threads that all its processes may have together; the kernel starts few more."""
        return self.processes * THREADS


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """A command, its view of the machine, and its bounds; all paths are absolute."""

    way: Way
    command: tuple[str, ...]
    environ: Mapping[str, str]
    root: str
    """Where the project is for the command."""
    home: str
    temporary: str
    """The folder for temporary files; it is `/tmp` for the command, where that can be."""
    copy: str = ""
    """The scratch copy, if there is one; else what is written goes to `upper`."""
    upper: str = ""
    work: str = ""
    linked: tuple[tuple[str, str], ...] = ()
    """Folders that the copy takes from the project as they are: from where, to where."""
    covered: tuple[str, ...] = ()
    """Folders that the command finds empty, but for what it needs of them."""
    hidden: tuple[str, ...] = ()
    """Sockets elsewhere that somebody listens at."""
    read: tuple[str, ...] = ()
    bounds: Bounds = field(default_factory=Bounds)

    @property
    def written(self) -> tuple[str, ...]:
        """Where the command may write."""
        own = (self.temporary,) if self.way == "landlock" else ("/tmp", "/dev/shm")  # noqa: S108 - its own
        return (self.root, self.home, *own)

    def line(self) -> bytes:
        """The order as one line."""
        return json.dumps(asdict(self)).encode() + b"\n"

    @classmethod
    def of(cls, line: bytes) -> "Order":
        """The order that a line says."""
        said = json.loads(line)
        said["linked"] = tuple((source, path) for source, path in said["linked"])
        for name in ("command", "covered", "hidden", "read"):
            said[name] = tuple(said[name])
        return cls(**said | {"bounds": Bounds(**said["bounds"])})
