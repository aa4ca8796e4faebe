"""What one file of a Nest application says, as plain values: its classes with their decorators."""

from dataclasses import dataclass

from backlight.analysis.facts import FileFacts
from backlight.analysis.javascript import Module
from backlight.analysis.javascript_values import Call, Value


@dataclass(frozen=True, slots=True)
class Member:
    """A method or a field of a class."""

    name: str
    decorators: tuple[Call, ...]
    """Those that are called, in the order in which they are written."""
    type: str = ""
    """Of a field, its declared type; of a method, the declared type of its whole body."""
    piped: str = ""
    """A pipe on the body itself that checks it: `new ValidationPipe()`."""


@dataclass(frozen=True, slots=True)
class Class:
    """A class that has decorators, or members that have."""

    name: str
    start: int
    """Where it starts; `Module.functions` knows it by that."""
    decorators: tuple[Call, ...]
    methods: tuple[Member, ...]
    fields: tuple[Member, ...]
    bases: tuple[Value, ...] = ()


@dataclass(frozen=True, slots=True)
class Fragment:
    """A file."""

    module: Module
    classes: tuple[Class, ...]
    versioned: bool = False
    """It says `enableVersioning()`, with nothing more."""


def classes(facts: FileFacts) -> tuple[Class, ...]:
    """The classes of a file; none where it says nothing of Nest."""
    fragment = facts.fragments.get("nestjs")
    return fragment.classes if isinstance(fragment, Fragment) else ()
