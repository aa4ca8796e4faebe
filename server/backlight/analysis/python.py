"""What one Python file says: its imports, values, functions, classes and calls.

Names are qualified by the scope they stand in (`create_app.app`, `Settings.API_V1_STR`), so that a
name can be looked up from inside out. Nothing is run, and other files are `python_modules`' matter.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field

from backlight.analysis.python_values import Call, Value
from backlight.analysis.syntax import Span


@dataclass(frozen=True, slots=True)
class Parameter:
    """A parameter of a function; `annotation` as it is written."""

    name: str
    annotation: str = ""
    default: Value | None = None
    rest: bool = False
    """Whether it takes all that is left: `*urls`."""


@dataclass(frozen=True, slots=True)
class Function:
    """A function or method."""

    name: str
    """Qualified: `UserView.post`."""
    line: int
    """Of the `def`, from 1."""
    span: Span
    """From its first decorator to its end."""
    parameters: tuple[Parameter, ...] = ()
    decorators: tuple[Value, ...] = ()
    returns: str = ""
    """Its return annotation, as it is written."""
    gives: str = ""
    """The name it returns, or the name of what it returns the call of."""


@dataclass(frozen=True, slots=True)
class Class:
    """A class; its attributes are values of the module under `Class.attribute`."""

    name: str
    line: int
    span: Span
    bases: tuple[str, ...] = ()
    decorators: tuple[Value, ...] = ()


@dataclass(frozen=True, slots=True)
class Statement:
    """A call that stands alone (`app.include_router(…)`), and the scope it stands in."""

    scope: str
    call: Call


@dataclass(frozen=True, slots=True)
class Module:
    """What a file says."""

    path: str
    imports: dict[str, str] = field(default_factory=dict)
    """Qualified local name -> dotted target; relative imports are made absolute from the root."""
    stars: tuple[str, ...] = ()
    """Modules all of whose names are imported."""
    values: dict[str, Value] = field(default_factory=dict)
    """Qualified name -> the value last assigned to it; `+=` of lists adds to it."""
    functions: dict[str, Function] = field(default_factory=dict)
    """By qualified name; of several with one name, the last."""
    decorated: tuple[Function, ...] = ()
    """Every function with a decorator, also those whose name is given again."""
    classes: dict[str, Class] = field(default_factory=dict)
    statements: tuple[Statement, ...] = ()


def scopes(scope: str) -> Iterator[str]:
    """Prefixes of qualified names from a scope outwards: `f.g.`, `f.`, and none."""
    names = scope.split(".") if scope else []
    for count in range(len(names), 0, -1):
        yield ".".join(names[:count]) + "."
    yield ""


def scope_of(module: Module, name: str) -> str:
    """The function or class that a qualified name is bound in; attributes are no scope."""
    names = name.split(".")
    for count in range(len(names) - 1, 0, -1):
        scope = ".".join(names[:count])
        if scope in module.functions or scope in module.classes:
            return scope
    return ""


def defines(module: Module, prefix: str, name: str) -> bool:
    """Whether a scope of a module binds a name."""
    local = prefix + name
    if local in module.values or local in module.functions or local in module.classes:
        return True
    inside = module.functions.get(prefix[:-1])
    return inside is not None and any(given.name == name for given in inside.parameters)
