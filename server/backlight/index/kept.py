"""Facts as they are kept between starts: bytes, made facts again only where they are looked at."""

import pickle
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from hashlib import sha256
from io import BytesIO
from typing import Any, Protocol

from backlight.analysis.facts import FileFacts

OURS = "backlight."
PLAIN = frozenset({"frozenset", "set"})
"""Of Python's own names, those that facts are made of; nothing else is called to read them."""


Row = tuple[str, str, bytes, bytes]
"""What is kept of one file: its path, what `stat` said of it, the digest of its path and text, and
its facts, empty if it holds none. While `stat` says the same it is not read, while the digest is
the same it is not parsed."""


class Store(Protocol):
    """Where rows are kept from one start to the next; what is lost is read anew."""

    def stamps(self) -> Mapping[str, tuple[str, bytes, bool]]:
        """Stamp and digest of every file by path, and whether it holds facts."""

    def read(self, path: str) -> bytes | None:
        """The facts of a file."""

    def whole(self, key: bytes) -> bytes | None:
        """What all files together made, if they are the same files still."""

    def write(self, rows: Iterable[Row], gone: Iterable[str], key: bytes, whole: bytes) -> None:
        """Take in what changed."""


@dataclass(slots=True)
class Entry:
    """One file in the index: what it was when it was read, and its facts, made when asked for."""

    stamp: object
    digest: bytes
    make: Callable[[], FileFacts | None] | None
    """`None` for a file that holds no facts."""
    new: bool = True
    """It is not in the store yet."""
    _facts: FileFacts | None = field(default=None)

    @property
    def facts(self) -> FileFacts | None:
        """The facts, each made once."""
        if self._facts is None and self.make is not None:
            self._facts = self.make()
        return self._facts

    def become(self, facts: FileFacts | None) -> None:
        """The same text, read for more."""
        self._facts, self.make, self.new = facts, lambda: facts, True


class Files(Mapping[str, FileFacts]):
    """The facts of all files by path; what nobody asks for is not even unpacked."""

    def __init__(self, entries: dict[str, Entry]) -> None:
        self._entries = entries

    def __getitem__(self, path: str) -> FileFacts:
        """The facts of a file; raises `KeyError` where there are none."""
        return self._entries[path].facts or FileFacts(path=path, language="")

    def __iter__(self) -> Iterator[str]:
        return iter(self._entries)

    def __len__(self) -> int:
        return len(self._entries)


def digest(path: str, data: bytes) -> bytes:
    """What tells a file and its text from all others."""
    return sha256(path.encode("utf-8", "surrogatepass") + b"\0" + data).digest()


def packed(value: object) -> bytes:
    """Facts, or what was made of them, as bytes."""
    return pickle.dumps(value, protocol=5)


def unpacked(data: bytes) -> Any:
    """The same value again; raises `ValueError` for bytes that hold no value of ours."""
    try:
        return _Facts(BytesIO(data)).load()
    except Exception as problem:
        raise ValueError("these bytes are no facts") from problem


class _Facts(pickle.Unpickler):
    """Makes values of our own classes and no others, whoever wrote the bytes."""

    def find_class(self, module: str, name: str) -> Any:
        """Raises `UnpicklingError` for every other name."""
        if module.startswith(OURS) or (module == "builtins" and name in PLAIN):
            return super().find_class(module, name)
        raise pickle.UnpicklingError(f"{module}.{name} is no fact")
