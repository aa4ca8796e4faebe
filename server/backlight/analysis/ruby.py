"""What Ruby code says, as plain values: strings, lists, options, and what is sent to whom."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TypeAlias


@dataclass(frozen=True, slots=True)
class Text:
    """A string or symbol that is written out."""

    value: str
    symbol: bool = False


@dataclass(frozen=True, slots=True)
class Join:
    """A string with code in it."""

    parts: tuple["Value", ...]


@dataclass(frozen=True, slots=True)
class Items:
    """A list."""

    items: tuple["Value", ...]


@dataclass(frozen=True, slots=True)
class Pairs:
    """A hash, or the named arguments of a call."""

    pairs: tuple[tuple["Value", "Value"], ...]

    def get(self, name: str) -> "Value | None":
        """What a symbol stands for."""
        for key, value in self.pairs:
            if isinstance(key, Text) and key.symbol and key.value == name:
                return value
        return None


@dataclass(frozen=True, slots=True)
class Name:
    """A local name or a constant: `Admin::Engine`."""

    name: str


@dataclass(frozen=True, slots=True)
class Send:
    """`of.name(given…, **named) { block }`."""

    of: "Value | None"
    name: str
    given: tuple["Value", ...]
    named: Pairs
    block: tuple["Value", ...] | None
    params: tuple[str, ...]
    line: int


@dataclass(frozen=True, slots=True)
class Assign:
    """A name is given a value."""

    name: str
    value: "Value"


@dataclass(frozen=True, slots=True)
class Other:
    """Something that says nothing by itself; what is inside it may."""

    inside: tuple["Value", ...] = ()


Value: TypeAlias = Text | Join | Items | Pairs | Name | Send | Assign | Other


@dataclass(frozen=True, slots=True)
class Filter:
    """What a class does before its actions: `before_action :login, only: :create`."""

    name: str
    only: tuple[str, ...] = ()
    without: tuple[str, ...] = ()
    skipped: bool = False

    def stands_before(self, action: str) -> bool:
        """Whether it counts for an action."""
        return (not self.only or action in self.only) and action not in self.without


@dataclass(frozen=True, slots=True, eq=False)
class Class:
    """A class or module, with its methods and what it is made of."""

    name: str
    above: str
    """The class that it inherits from."""
    includes: tuple[str, ...]
    methods: tuple[tuple[str, int], ...]
    """The public ones, with their lines."""
    filters: tuple[Filter, ...]
    line: int


@dataclass(frozen=True, slots=True, eq=False)
class File:
    """What one Ruby file says of routes and classes."""

    path: str
    body: tuple[Value, ...]
    """The statements of a file of routes; of others nothing."""
    classes: tuple[Class, ...]
    api_only: bool = False


def words(value: Value | None) -> tuple[str, ...]:
    """Strings and symbols, one or a list of them."""
    found = value.items if isinstance(value, Items) else (value,)
    return tuple(one.value for one in found if isinstance(one, Text))


def sends(values: tuple[Value, ...]) -> Iterator[Send]:
    """Every call among statements, those in conditions too."""
    for value in values:
        if isinstance(value, Send):
            yield value
        elif isinstance(value, Other):
            yield from sends(value.inside)
        elif isinstance(value, Assign):
            yield from sends((value.value,))


def assigned(values: tuple[Value, ...]) -> Iterator[Assign]:
    """Every name that is given a value among statements."""
    for value in values:
        if isinstance(value, Assign):
            yield value
        elif isinstance(value, Other):
            yield from assigned(value.inside)
