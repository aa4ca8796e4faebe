"""What is kept of one run: who did what where, every text before and after, how it ended.

No prompts and no answers of a model; of what the user asked for in words what the title holds, and
of files that may hold secrets only the hashes.
"""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, fields, replace
from hashlib import sha256
from typing import Any, Literal, get_args

FORMAT = 1
"""Of the files; a record of a later format is left alone."""

TYPED = {
    "number": int,
    "line": int,
    "undone": bool,
    "unchanged": bool,
    "usage": dict,
    "cost": float,
}
"""The fields that hold no text."""

State = Literal["working", "ready", "done"]
"""Nothing to lose yet; a change is there, and may have been sent; it is known how it ended."""
Way = Literal["run", "undo", "rest", "finish"]
"""An action; or a run taken back, its parts kept aside applied, its change handed over late."""


class Damaged(Exception):
    """A file of the journal that says nothing, or something else than was written."""


@dataclass(frozen=True, slots=True, kw_only=True)
class File:
    """One file of a change: as it read when the edit went out, and as it was to read."""

    path: str
    """Relative to the root of the run."""
    before: str | None = None
    """`None` if the file was made, or if its text is not kept."""
    after: str | None = None
    """`None` if the file was deleted, or if its text is not kept."""
    hashes: tuple[str, str] = ("", "")
    """Of both texts; nothing where there was no file."""
    base: str = ""
    """What `rest` was made from."""
    rest: str | None = None
    """The text with the parts that were left aside in it; `None` if there were none."""
    left: str | None = None
    """`after` without what was taken back, once an Undo has left some of it alone."""
    state: str = ""
    """What became of it in the editor."""

    @property
    def made(self) -> bool:
        """The file was created."""
        return not self.hashes[0]

    @property
    def removed(self) -> bool:
        """The file was deleted."""
        return not self.hashes[1]


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """One run."""

    number: int = 0
    """What people call it; 0 as long as it is not in the journal."""
    run: str
    owner: str = ""
    """The server that carries it out."""
    began: str = ""
    """UTC, to the second."""
    root: str
    path: str
    line: int
    action: str
    title: str
    engine: str = ""
    way: Way = "run"
    state: State = "working"
    said: str = ""
    """What the user was told at the end."""
    files: tuple[File, ...] = ()
    usage: Mapping[str, int] = field(default_factory=dict)
    model: str = ""
    cost: float = 0.0
    """US dollars, where the model's price is known."""
    shown: tuple[str, ...] = ()
    """The files of which a model was shown something."""
    undone: bool = False
    """It was taken back."""
    unchanged: bool = False
    """It was refused, failed or was cancelled, and changed nothing."""

    def at(self, path: str) -> str:
        """A file of its project by its absolute path."""
        return f"{self.root.rstrip('/')}/{path}"


def kept(path: str, before: str | None, after: str | None, *, secret: bool = False) -> File:
    """A file for a record; of a secret one only the hashes stay."""
    hashes = digest(before), digest(after)
    if secret:
        return File(path=path, hashes=hashes)
    return File(path=path, before=before, after=after, hashes=hashes)


def digest(text: str | None) -> str:
    """The hash of a text; nothing for no file."""
    return "" if text is None else sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def encoded(record: Record) -> bytes:
    """A record as it is stored."""
    return json.dumps({"format": FORMAT, **asdict(record)}).encode("ascii")


def decoded(data: bytes) -> Record:
    """A record as it was stored; raises `Damaged`."""
    try:
        value = json.loads(data)
        if value.pop("format") != FORMAT:
            raise Damaged("it was written by another version of Backlight")
        files = tuple(_file(each) for each in value.pop("files"))
        record = Record(**{**value, "shown": tuple(value["shown"])})
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError):
        raise Damaged("it cannot be read") from None
    if not _typed(record) or not all(map(_typed, files)) or not all(map(_true, files)):
        raise Damaged("it does not hold what was written")
    return replace(record, files=files)


def _file(value: Mapping[str, Any]) -> File:
    before, after = value["hashes"]
    return File(**{**value, "hashes": (before, after)})


def _typed(value: File | Record) -> bool:
    """Whether every field is of its type, as far as anyone here relies on it."""
    for each in fields(value):
        found = getattr(value, each.name)
        wanted = TYPED.get(each.name, str)
        if each.name in {"files", "shown", "hashes"}:
            if not all(isinstance(item, str) for item in found):
                return False
        elif found is None and each.name in {"before", "after", "rest", "left"}:
            continue
        elif type(found) is not wanted:
            return False
    return not isinstance(value, Record) or (
        value.state in get_args(State) and value.way in get_args(Way)
    )


def _true(file: File) -> bool:
    """Whether the texts are those that were hashed."""
    texts = (file.before, file.after)
    return all(t is None or digest(t) == h for t, h in zip(texts, file.hashes, strict=True))
