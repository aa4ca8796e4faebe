"""What one Java file says, as plain values free of syntax."""

from dataclasses import dataclass, field

from backlight.analysis.syntax import Span


@dataclass(frozen=True, slots=True)
class Text:
    """A string, as it is at run time."""

    value: str


@dataclass(frozen=True, slots=True)
class Name:
    """A constant or a class: `PATH`, `Routes.USERS`, `User` for `User.class`."""

    name: str


@dataclass(frozen=True, slots=True)
class Join:
    """Strings put together by `+`."""

    parts: tuple["Value", ...]


@dataclass(frozen=True, slots=True)
class Many:
    """An array: `{"/a", "/b"}`."""

    items: tuple["Value", ...]


@dataclass(frozen=True, slots=True)
class Other:
    """Anything else, as it is written (cut to 200 characters)."""

    code: str


@dataclass(frozen=True, slots=True)
class Annotation:
    """An annotation; what is given without a name is its `value`."""

    name: str
    """Without its package."""
    given: tuple[tuple[str, "Value"], ...] = ()
    line: int = field(default=0, compare=False)
    span: Span = field(default=Span(0, 0), compare=False)

    def get(self, *names: str) -> "Value | None":
        """What one of several elements is given."""
        return next((value for name, value in self.given if name in names), None)


Value = Text | Name | Join | Many | Other | Annotation


@dataclass(frozen=True, slots=True, kw_only=True)
class Parameter:
    """A parameter of a method, or a component of a record."""

    name: str
    type: str
    annotations: tuple[Annotation, ...] = ()
    span: Span


@dataclass(frozen=True, slots=True, kw_only=True)
class Method:
    """A method; `line` is that of its name."""

    name: str
    returns: str
    line: int
    span: Span
    annotations: tuple[Annotation, ...] = ()
    parameters: tuple[Parameter, ...] = ()
    words: frozenset[str] = frozenset()
    """Its modifiers: `public`, `static`, …"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """A field, or a constant of an interface."""

    name: str
    type: str
    annotations: tuple[Annotation, ...] = ()
    value: Value | None = None
    words: frozenset[str] = frozenset()
    line: int
    span: Span


@dataclass(frozen=True, slots=True, kw_only=True)
class Type:
    """A class, interface, record, enum or annotation."""

    name: str
    kind: str
    """`class`, `interface`, `record`, `enum`, `annotation`."""
    outer: str = ""
    """The name of the type it stands in."""
    annotations: tuple[Annotation, ...] = ()
    supers: tuple[str, ...] = ()
    """What it extends and implements, with type arguments."""
    parameters: tuple[str, ...] = ()
    """Its type parameters."""
    methods: tuple[Method, ...] = ()
    fields: tuple[Field, ...] = ()
    components: tuple[Parameter, ...] = ()
    """Of a record."""
    words: frozenset[str] = frozenset()
    line: int
    span: Span


@dataclass(frozen=True, slots=True, kw_only=True)
class File:
    """A file."""

    path: str
    package: str = ""
    imports: tuple[tuple[str, str], ...] = ()
    """Simple name -> full name; of static imports also the member: `a.B.PATH`."""
    stars: tuple[str, ...] = ()
    """Packages (and classes, of static imports) all of whose names are known."""
    types: tuple[Type, ...] = ()

    def imported(self, name: str) -> str:
        """The full name that a simple name is imported as, empty if it is not."""
        return next((full for simple, full in self.imports if simple == name), "")


def simple(kind: str) -> str:
    """A type without its package, arguments and brackets.

    >>> simple("java.util.List<Owner>"), simple("Map.Entry<A, B>"), simple("String[]")
    ('List', 'Entry', 'String')
    """
    return kind.partition("<")[0].rstrip("[]. ").rpartition(".")[2].strip()


def arguments(kind: str) -> tuple[str, ...]:
    """The type arguments of a type.

    >>> arguments("JpaRepository<Owner, Map<String, Long>>")
    ('Owner', 'Map<String, Long>')
    """
    _, found, inner = kind.partition("<")
    if not found:
        return ()
    parts, depth, start = [], 0, 0
    inner = inner.rpartition(">")[0]
    for at, letter in enumerate(inner):
        depth += (letter == "<") - (letter == ">")
        if letter == "," and depth == 0:
            parts.append(inner[start:at].strip())
            start = at + 1
    return (*parts, inner[start:].strip())
