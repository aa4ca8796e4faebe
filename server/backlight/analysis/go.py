"""What one Go file says, as plain values: imports, constants, structs, functions and their calls.

Of a body only what can lead to a route is kept: values that are given names, calls, returns and
loops over lists. Conditions are left out: both ways are gone.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TypeAlias


@dataclass(frozen=True, slots=True)
class Text:
    """A string that is written out."""

    value: str


@dataclass(frozen=True, slots=True)
class Name:
    """A name, or a package's."""

    name: str


@dataclass(frozen=True, slots=True)
class Attr:
    """`of.name`."""

    of: "Value"
    name: str


@dataclass(frozen=True, slots=True)
class Call:
    """`of(given…)`."""

    of: "Value"
    given: tuple["Value", ...]
    line: int


@dataclass(frozen=True, slots=True, eq=False)
class Literal:
    """A function that is written where it is used."""

    name: str
    """The route it is given to as it is written, or the function that it stands in."""
    params: tuple[tuple[str, str], ...]
    body: tuple["Step", ...]
    line: int
    methods: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Composite:
    """`T{…}`: a struct, a list or a map; a field without a name has an empty one."""

    type: str
    fields: tuple[tuple[str, "Value"], ...]


@dataclass(frozen=True, slots=True)
class Join:
    """Strings one after the other."""

    parts: tuple["Value", ...]


@dataclass(frozen=True, slots=True)
class Item:
    """`of[key]`, or what an assertion `of.(T)` makes of a value."""

    of: "Value"
    type: str = ""


@dataclass(frozen=True, slots=True)
class Other:
    """Something that leads to no route."""


Value: TypeAlias = Text | Name | Attr | Call | Literal | Composite | Join | Item | Other


@dataclass(frozen=True, slots=True)
class Set:
    """Names and fields are given values."""

    targets: tuple[Value, ...]
    values: tuple[Value, ...]
    type: str = ""
    declares: bool = True
    """Whether names of their own are made; else those that there are get another value."""


@dataclass(frozen=True, slots=True)
class Do:
    """Something is called."""

    call: Value


@dataclass(frozen=True, slots=True)
class Return:
    """A function answers."""

    values: tuple[Value, ...]


@dataclass(frozen=True, slots=True)
class Each:
    """A loop over a list."""

    name: str
    over: Value
    body: tuple["Step", ...]


@dataclass(frozen=True, slots=True)
class Branch:
    """What is done on a condition; `given` is what must not be empty for it, if that is all."""

    given: Value
    body: tuple["Step", ...]


Step: TypeAlias = Set | Do | Return | Each | Branch


@dataclass(frozen=True, slots=True, eq=False)
class Function:
    """A function or method."""

    name: str
    owner: str
    """The type it is a method of."""
    self: str
    """The name of its receiver."""
    params: tuple[tuple[str, str], ...]
    """Names with their types, pointers and dots left out: `chi.Router`."""
    results: tuple[str, ...]
    body: tuple[Step, ...]
    line: int
    methods: tuple[str, ...] = ()
    """HTTP methods that it compares its request's with."""

    @property
    def title(self) -> str:
        """As people name it: `Handler.SignUp`."""
        return f"{self.owner}.{self.name}" if self.owner else self.name


@dataclass(frozen=True, slots=True, eq=False)
class File:
    """All that one file says."""

    path: str
    package: str
    imports: Mapping[str, str]
    """Names -> paths of packages; of one without a name, the last part of its path."""
    functions: tuple[Function, ...]
    structs: Mapping[str, tuple[tuple[str, str], ...]]
    """Types -> fields with their types; an embedded one has the name of its type."""
    values: tuple[Set, ...]
    """Constants and variables of the package."""
    types: Mapping[str, str]
    """Other types -> what they are made of."""

    @property
    def folder(self) -> str:
        """Where its package is."""
        return self.path.rpartition("/")[0]
