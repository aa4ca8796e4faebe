"""What goes from file to file of what clients send, as plain values that are told by names."""

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Handed:
    """What a client sent, as one file hands it to a function of another."""

    on: str
    """What the function is called on: the last name of it in small letters, without underscores."""
    function: str
    at: str
    """The position among the values of the call, or the name it is given by."""


@dataclass(frozen=True, slots=True)
class Between:
    """What one file, or all files of a project, hand to functions of others."""

    to: Mapping[str, frozenset[Handed]] = field(default_factory=dict)
    """By the name of the function that is handed it."""
    gives: frozenset[str] = frozenset()
    """The names of functions that give back what a client sent."""


NOTHING = Between()
