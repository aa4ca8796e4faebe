"""What JavaScript and TypeScript expressions can say: the values, free of syntax."""

from dataclasses import dataclass, field

from backlight.analysis.syntax import Span


@dataclass(frozen=True, slots=True)
class Literal:
    """A string, number, boolean, `null` or `undefined`."""

    value: str | float | bool | None


@dataclass(frozen=True, slots=True)
class Regex:
    """A regular expression as it is written."""

    code: str


@dataclass(frozen=True, slots=True)
class Name:
    """An identifier; `this` is one as well."""

    name: str


@dataclass(frozen=True, slots=True)
class Member:
    """`of.name`, `of?.name` or `of["name"]`."""

    of: "Value"
    name: str


@dataclass(frozen=True, slots=True)
class Join:
    """Strings put together: `"/api" + VERSION`, a template with holes."""

    parts: tuple["Value", ...]


@dataclass(frozen=True, slots=True)
class Either:
    """`left || right` and `left ?? right`."""

    left: "Value"
    right: "Value"


@dataclass(frozen=True, slots=True)
class When:
    """`test && then`, for what is put at the end of a string only where a test holds."""

    test: "Value"
    then: "Value"


@dataclass(frozen=True, slots=True)
class Choice:
    """`test ? then : other`."""

    test: "Value"
    then: "Value"
    other: "Value"


@dataclass(frozen=True, slots=True)
class Equal:
    """`left === right`, or `left !== right` where it is not `same`."""

    left: "Value"
    right: "Value"
    same: bool = True


@dataclass(frozen=True, slots=True)
class Many:
    """An array."""

    items: tuple["Value", ...]


@dataclass(frozen=True, slots=True)
class Fields:
    """An object literal; what is spread into it stands under `...`."""

    pairs: tuple[tuple[str, "Value"], ...]


@dataclass(frozen=True, slots=True)
class Call:
    """A call; `line` is that of what is called (`.get` in a chain over several lines), from 1."""

    of: "Value"
    args: tuple["Value", ...] = ()
    new: bool = False
    span: Span = field(default=Span(0, 0), compare=False)
    line: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class Lambda:
    """A function or class written at this place, known by where it starts."""

    start: int


@dataclass(frozen=True, slots=True)
class Unknown:
    """Anything else, as it is written (cut to 200 characters)."""

    code: str


Value = (
    Literal
    | Regex
    | Name
    | Member
    | Join
    | Either
    | When
    | Choice
    | Equal
    | Many
    | Fields
    | Call
    | Lambda
    | Unknown
)


def dotted(of: Value) -> str:
    """A name with its members, `req.body.user`; empty for anything else."""
    if isinstance(of, Name):
        return of.name
    if isinstance(of, Member):
        before = dotted(of.of)
        return f"{before}.{of.name}" if before else ""
    return ""


def joined(found: list[Value]) -> Value:
    """Neighbouring literals made one."""
    merged: list[Value] = []
    for piece in found:
        for part in piece.parts if isinstance(piece, Join) else (piece,):
            if merged and isinstance(part, Literal) and isinstance(merged[-1], Literal):
                merged[-1] = Literal(f"{merged[-1].value}{part.value}")
            else:
                merged.append(part)
    if not merged:
        return Literal("")
    return merged[0] if len(merged) == 1 else Join(tuple(merged))
