"""What a Python expression can say: literals, names, calls, sequences, as plain values."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from backlight.analysis.syntax import Span


@dataclass(frozen=True, slots=True)
class Literal:
    """A string, number, boolean or `None` as it is written."""

    value: str | int | float | bool | None


@dataclass(frozen=True, slots=True)
class Name:
    """A dotted name: `router`, `settings.API_V1_STR`."""

    dotted: str


@dataclass(frozen=True, slots=True)
class Join:
    """Strings put together: `"/api" + VERSION`, `f"/api/{version}"`."""

    parts: tuple["Value", ...]


@dataclass(frozen=True, slots=True)
class Many:
    """A list, tuple or set; in a dict the values, with the keys beside them."""

    items: tuple["Value", ...]
    keys: tuple["Value", ...] = ()


@dataclass(frozen=True, slots=True)
class Call:
    """A call; `of` is what is called (a call itself in `View.as_view("x")(request)`)."""

    of: "Value"
    args: tuple["Value", ...] = ()
    named: tuple[tuple[str, "Value"], ...] = ()
    span: Span = field(default=Span(0, 0), compare=False)
    line: int = field(default=0, compare=False)

    @property
    def name(self) -> str:
        """The dotted name of what is called, empty if it has none."""
        return self.of.dotted if isinstance(self.of, Name) else ""

    def keyword(self, name: str) -> "Value | None":
        """An argument that is given by its name."""
        return next((value for given, value in self.named if given == name), None)

    def argument(self, position: int, name: str) -> "Value | None":
        """An argument by its name, else by its position."""
        given = self.keyword(name)
        if given is not None:
            return given
        return self.args[position] if 0 <= position < len(self.args) else None


@dataclass(frozen=True, slots=True)
class Column:
    """What stands at one position of each row that a loop goes over: `for path, view in routes`."""

    of: "Name"
    at: int


@dataclass(frozen=True, slots=True)
class Unknown:
    """Anything else, as it is written (cut to 200 characters)."""

    code: str


Value = Literal | Name | Join | Many | Call | Column | Unknown


def calls(of: Value) -> Iterator[Call]:
    """Every call in a value, outermost first."""
    if isinstance(of, Call):
        yield of
        yield from calls(of.of)
        for argument in (*of.args, *(given for _, given in of.named)):
            yield from calls(argument)
    if isinstance(of, Many):
        for item in of.items:
            yield from calls(item)
    if isinstance(of, Join):
        for item in of.parts:
            yield from calls(item)


def each(of: Value | None) -> Iterator[Value]:
    """A value, or each of the values that a loop goes over."""
    if isinstance(of, Many):
        yield from of.items
    elif of is not None:
        yield of
