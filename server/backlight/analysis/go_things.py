"""What the values of a Go program are while it is followed: structs, functions, packages."""

from dataclasses import dataclass, field
from typing import Any, TypeAlias

from backlight.analysis.go import File, Function, Literal

Thing: TypeAlias = Any
"""A string, a list, one of the classes below, what a framework gives, or `None`: not known."""


@dataclass(slots=True, eq=False)
class Scope:
    """Names of a function, and those of the one around it."""

    names: dict[str, Thing] = field(default_factory=dict)
    around: "Scope | None" = None

    def find(self, name: str) -> "Scope | None":
        """The scope that holds a name."""
        at: Scope | None = self
        while at is not None and name not in at.names:
            at = at.around
        return at


@dataclass(slots=True, eq=False)
class Instance:
    """A struct of the project."""

    folder: str
    type: str
    fields: dict[str, Thing] = field(default_factory=dict)


@dataclass(slots=True, eq=False)
class Func:
    """A function, the file it stands in, and what it is bound to."""

    code: Function | Literal
    file: File
    self: Instance | None = None
    scope: Scope | None = None

    @property
    def name(self) -> str:
        """As people name it."""
        return self.code.title if isinstance(self.code, Function) else self.code.name


@dataclass(frozen=True, slots=True)
class Package:
    """An imported package; `folder` is that of one of the project's own."""

    path: str
    folder: str | None


@dataclass(frozen=True, slots=True, eq=False)
class Type:
    """The name of a type, used as a value."""

    folder: str
    name: str


@dataclass(frozen=True, slots=True, eq=False)
class Wrapped:
    """A handler behind what is called first."""

    of: Thing
    guards: tuple[str, ...]


@dataclass(frozen=True, slots=True, eq=False)
class Method:
    """A method of what a framework gives, as a value: `handle := group.Handle`."""

    of: Thing
    name: str


LONGEST = 10_000
"""Characters of a text that is followed."""
SERVED = ("ResponseWriter", "Request", "Context", "Ctx")
"""Types of parameters by which a function is known to serve requests."""


def serves(thing: Thing) -> bool:
    """Whether a thing is a function that serves requests, behind something or not."""
    if isinstance(thing, Wrapped):
        return True
    return isinstance(thing, Func) and any(
        kind.rpartition(".")[2] in SERVED for _, kind in thing.code.params
    )


def joined(parts: list[Thing]) -> Thing:
    """Strings one after the other; what is not known is `{}`, and nothing if all of it is.

    What gets longer than any path is not known: it may have doubled from line to line.
    """
    known = [part if isinstance(part, str) else None for part in parts]
    if all(part is None for part in known) or sum(map(len, filter(None, known))) > LONGEST:
        return None
    return "".join("{}" if part is None else part for part in known)
