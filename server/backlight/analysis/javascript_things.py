"""What the names of JavaScript files stand for, once imports and calls are followed."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from backlight.analysis.javascript_values import Literal, Regex

Environment = Mapping[tuple[str, str], "Thing"]
"""(file, qualified name of a parameter) -> what a call gives to it."""


@dataclass(frozen=True, slots=True)
class Array:
    """Several things in a row."""

    items: tuple["Thing", ...]


@dataclass(frozen=True, slots=True)
class Record:
    """An object literal."""

    pairs: tuple[tuple[str, "Thing"], ...]


@dataclass(frozen=True, slots=True)
class Closure:
    """A function or class, with the environment it was reached in."""

    path: str
    start: int
    env: Environment = field(default_factory=dict, compare=False, hash=False)


@dataclass(frozen=True, slots=True)
class Instance:
    """What `new` makes of a class, or `this` inside it."""

    path: str
    scope: str
    env: Environment = field(default_factory=dict, compare=False, hash=False)


@dataclass(frozen=True, slots=True)
class Space:
    """All that a file exports."""

    path: str


@dataclass(frozen=True, slots=True)
class Outside:
    """A name of a package: `Outside("express", "Router")`."""

    module: str
    name: str


@dataclass(frozen=True, slots=True)
class Made:
    """What a call into a package made, known by its place."""

    of: Outside
    path: str
    start: int
    owner: str = ""
    """The class that inherits it, and behind `?` the words that its object was made with: each has
    its own of what the class makes."""


@dataclass(frozen=True, slots=True)
class Result:
    """What a method of something made gave back."""

    of: "Thing"
    name: str
    args: tuple["Thing", ...]


@dataclass(frozen=True, slots=True)
class Given:
    """A parameter that no call is known for, or a name nobody declares."""

    path: str
    scope: str
    name: str
    type: str = ""


Thing = (
    Literal | Regex | Array | Record | Closure | Instance | Space | Outside | Made | Result | Given
)
"""What a value stands for; `None` beside it: not known."""
