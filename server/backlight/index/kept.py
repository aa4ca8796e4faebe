"""Facts as they are kept between starts: bytes, made facts again only where they are looked at."""

import gc
import pickle
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, fields, is_dataclass
from functools import lru_cache
from hashlib import sha256
from io import BytesIO
from operator import attrgetter
from typing import IO, Any, Protocol

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
    data: bytes = b""
    """The facts as another process packed them, until the store has them."""
    _facts: FileFacts | None = field(default=None)

    @property
    def facts(self) -> FileFacts | None:
        """The facts, each made once."""
        if self._facts is None and self.data:
            self._facts = unpacked(self.data)
        elif self._facts is None and self.make is not None:
            self._facts = self.make()
        return self._facts

    def row(self, path: str) -> Row:
        """What the store keeps of it."""
        facts = None if self.data else self.facts
        data = packed(facts) if facts is not None else self.data
        return path, repr(self.stamp), self.digest, data

    def stored(self) -> None:
        """The store has it: what is only bytes here is read from there when it is asked for."""
        self.new, self.data = False, b""


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
    stream = BytesIO()
    _Packing(stream, protocol=5).dump(value)
    return stream.getvalue()


def unpacked(data: bytes) -> Any:
    """The same value again; raises `ValueError` for bytes that hold no value of ours."""
    return loaded(BytesIO(data))


def loaded(stream: IO[bytes]) -> Any:
    """The next value of a stream; raises `ValueError` where none comes."""
    try:
        return _Facts(stream).load()
    except Exception as problem:
        raise ValueError("these bytes are no facts") from problem


@contextmanager
def uncollected() -> Iterator[None]:
    """Many values are made that stay: to look through them again and again takes most of the time.

    What was looked for before is looked for after.
    """
    before = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if before:
            gc.enable()


@lru_cache(maxsize=1024)
def _slots(kind: Any) -> tuple[Callable[[Any, Any], None], ...]:
    """What sets each field of a plain value, in their order."""
    return tuple(getattr(kind, one.name).__set__ for one in fields(kind))


def _made(kind: Any, *values: object) -> object:
    """A plain value of its fields; a frozen one as well, for it is not there yet."""
    one: object = object.__new__(kind)
    for put, value in zip(_slots(kind), values, strict=True):
        put(one, value)
    return one


@lru_cache(maxsize=1024)
def _read(kind: Any) -> Callable[[object], tuple[Any, ...]] | None:
    """What reads all fields of a value; `None` for what is no frozen dataclass with slots."""
    if not is_dataclass(kind) or "__getstate__" not in vars(kind):
        return None
    names = [one.name for one in fields(kind)]
    if len(names) > 1:
        return attrgetter(*names)
    return lambda value: tuple(getattr(value, name) for name in names)


class _Packing(pickle.Pickler):
    """Packs dataclasses by what was looked up once for each class: they do it for each value."""

    def reducer_override(self, value: object) -> Any:
        """How a value is made again."""
        kind: Any = type(value)
        read = _read(kind)
        return NotImplemented if read is None else (_made, (kind, *read(value)))


class _Facts(pickle.Unpickler):
    """Makes values of our own classes and no others, whoever wrote the bytes."""

    def find_class(self, module: str, name: str) -> Any:
        """Raises `UnpicklingError` for every other name."""
        if module.startswith(OURS) or (module == "builtins" and name in PLAIN):
            return super().find_class(module, name)
        raise pickle.UnpicklingError(f"{module}.{name} is no fact")
