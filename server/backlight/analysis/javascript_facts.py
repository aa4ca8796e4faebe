"""What is known of one JavaScript or TypeScript file, as plain values.

Names are qualified by the scope they stand in (`index/app`), so that a name can be looked up from
inside out.
"""

from dataclasses import dataclass, field

from backlight.analysis.javascript_names import Parameter
from backlight.analysis.javascript_values import Call, Value
from backlight.analysis.syntax import Span


@dataclass(frozen=True, slots=True)
class Import:
    """Where a name comes from: `*` is the whole module, `default` its default export."""

    module: str
    name: str


@dataclass(frozen=True, slots=True)
class Function:
    """A function, method or class; `this` in a function belongs to its `owner`."""

    name: str
    """As a reader calls it: `UserController.create`; empty for a nameless one."""
    scope: str
    """The scope of what stands inside."""
    outer: str
    """The scope it stands in."""
    line: int
    span: Span
    parameters: tuple[Parameter, ...] = ()
    returns: list[Value] = field(default_factory=list)
    bases: tuple[Value, ...] = ()
    owner: str = ""
    """The scope of the class (or constructor function) it is a member of, or is itself."""


@dataclass(frozen=True, slots=True)
class Keyed:
    """What stands in a table under a method and a path: `"get /users": { controller: list }`."""

    method: str
    path: str
    said: Value
    scope: str
    line: int
    span: Span


@dataclass(frozen=True, slots=True)
class Module:
    """What a file says."""

    path: str
    imports: dict[str, Import] = field(default_factory=dict)
    """Qualified local name -> where it comes from (ES modules and TypeScript's `import =`)."""
    exports: dict[str, tuple[str, Value]] = field(default_factory=dict)
    """Exported name -> the scope it is said in and the value; `=` is `module.exports` itself."""
    stars: list[str] = field(default_factory=list)
    """Modules all of whose names are exported again."""
    values: dict[str, Value] = field(default_factory=dict)
    """Qualified name -> the value last assigned to it."""
    members: dict[str, tuple[str, Value]] = field(default_factory=dict)
    """`class scope.attribute` -> the scope it is assigned in and the value."""
    types: dict[str, str] = field(default_factory=dict)
    """`class scope.attribute` -> its declared type, for attributes that are injected."""
    functions: dict[int, Function] = field(default_factory=dict)
    """By where they start."""
    scopes: dict[str, int] = field(default_factory=dict)
    """The scope of a function or class -> where it starts."""
    calls: list[tuple[str, Call]] = field(default_factory=list)
    """Every call outside of request handlers, with the scope it stands in."""
    loops: dict[str, Value] = field(default_factory=dict)
    """The scope of a `for … of` -> what it goes over; its variable is `scope/name`."""
    keyed: list[Keyed] = field(default_factory=list)
    """What its tables hold under a method and a path."""


def above(scope: str) -> list[str]:
    """Prefixes of qualified names from a scope outwards: `f/g/`, `f/`, and none."""
    names = scope.split("/") if scope else []
    return ["/".join(names[:count]) + "/" for count in range(len(names), 0, -1)] + [""]


def qualified(scope: str, name: str) -> str:
    """A name in a scope."""
    return f"{scope}/{name}" if scope else name
