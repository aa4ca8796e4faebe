"""A place in a statement of SQL where a program puts a value of its own."""

from dataclasses import dataclass
from typing import Literal

from backlight.analysis.syntax import Span


@dataclass(frozen=True, slots=True)
class Hole:
    """A place in a query where a value of the host language goes."""

    span: Span
    """The whole hole in the file: `{name}`, `${id}`, `" + name + "`."""
    code: str
    """The expression."""
    kind: Literal["value", "constant", "identifier", "list", "fragment"]
    """Only a `value` hole can become a bound parameter."""
    exposed: bool = False
    """What a client sends may get in here: a parameter, the request, a name that is not known."""
    given: tuple[str, ...] = ()
    """If it is a parameter of the function it stands in: its position among them, and its name."""
    by: str = ""
    """The function of another file whose answer it is."""
    built: bool = False
    """A piece of SQL that has between quotes what a caller gives."""
    sent: bool = False
    """Another file of the project hands in here what a client sent."""
