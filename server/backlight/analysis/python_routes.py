"""Routes of Python web frameworks as they are registered, and the endpoints they make."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import PurePosixPath
from re import compile as regex
from types import MappingProxyType

from backlight.analysis.facts import Endpoint
from backlight.analysis.python import Function, Module
from backlight.analysis.python_modules import Modules, Place
from backlight.analysis.python_values import Literal, Many, Name, Value, each

ROOT = Place("")
"""Stands for an app that was not seen: whatever is put under it has no further prefix."""

METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE")
"""Methods that are listed; HEAD and OPTIONS are answered by the framework."""

CONVERTER = regex(r"<(?:[^<>:]*:)?([^<>:]+)>|\{([^{}:]+)(?::[^{}]*)?\}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Route:
    """One registration: the owner, what is said there, and the function that serves it."""

    owner: Place
    methods: tuple[str, ...]
    path: str
    handler: Function
    file: str
    """Where the handler stands."""
    name: str
    """The handler as the user calls it: `create_user`, `UserView.post`."""
    route_file: str
    route_line: int


def endpoints(
    stack: str,
    routes: Iterable[Route],
    prefixes: Mapping[Place, tuple[str, ...]],
    join: Callable[[str, str], str],
    guards: Mapping[Place, tuple[str, ...]] = MappingProxyType({}),
) -> tuple[Endpoint, ...]:
    """The endpoints of routes whose owners are reached, one per method and full path.

    What stands before an owner stands before each of its routes.
    """
    found = {
        Endpoint(
            method=method,
            path=plain(join(prefix, route.path)),
            handler=route.name,
            stack=stack,
            file=route.file,
            line=route.handler.line,
            route_file=route.route_file,
            route_line=route.route_line,
            guards=guards.get(route.owner, ()),
        ): None
        for route in routes
        for prefix in prefixes.get(route.owner, ())
        for method in route.methods
    }
    return tuple(found)


def plain(path: str) -> str:
    """A route with `{name}` for each parameter, its converter left out, and a slash in front."""
    named = CONVERTER.sub(lambda hit: "{" + (hit[1] or hit[2]).strip() + "}", path)
    return named if named.startswith("/") else "/" + named


def shown(module: Module, name: str) -> str:
    """A qualified name without the functions it stands in: `create_app.index` is `index`."""
    names = name.split(".")
    inside = [n for n in range(1, len(names)) if ".".join(names[:n]) in module.functions]
    return ".".join(names[inside[-1] :]) if inside else name


def methods(modules: Modules, path: str, scope: str, said: Value | None) -> tuple[str, ...]:
    """The methods of `methods=[…]`, those left out that are not listed; empty if not known."""
    if isinstance(said, Name):
        found = modules.value(path, scope, said.dotted)
        said = found[1] if found else None
    named = [modules.text(path, scope, item) or "" for item in each(said)]
    known = {name.upper() for name in named}
    return tuple(method for method in METHODS if method in known)


def literal(said: Value | None) -> str | None:
    """The string that a value is, if it is written out."""
    return said.value if isinstance(said, Literal) and isinstance(said.value, str) else None


def text(modules: Modules, path: str, scope: str, said: Value | None) -> str:
    """A route or prefix; a part that cannot be known stands in it as `{name}`."""
    if said is None or said == Literal(None):
        return ""
    known = modules.text(path, scope, said)
    if known is not None:
        return known
    pieces = said.parts if hasattr(said, "parts") else ()
    if pieces:
        return "".join(text(modules, path, scope, piece) for piece in pieces)
    name = getattr(said, "dotted", "") or getattr(said, "name", "") or "unknown"
    return "{" + name.rpartition(".")[2] + "}"


def served(
    modules: Modules, path: str, scope: str, said: Value | None
) -> tuple[str, Function] | None:
    """The function that a value names, and its file; decorating calls are looked through."""
    while said is not None and not isinstance(said, Name):
        args = getattr(said, "args", ())
        said = args[0] if args else None
    if said is None:
        return None
    name = said.dotted
    if name.startswith("self.") and "." in scope:
        place: Place | None = Place(path, f"{scope.rpartition('.')[0]}.{name[5:]}")
    else:
        place = modules.find(path, scope, name)
    if place is None:
        return None
    function = modules.by_path[place.path].functions.get(place.name)
    return (place.path, function) if function is not None else None


def made(
    modules: Modules,
    owner: Place,
    listens: tuple[str, ...],
    path: str,
    handler: tuple[str, Function],
    where: tuple[str, int],
) -> Route:
    """A route; the handler with its file, and the file and line of the registration."""
    file, function = handler
    return Route(
        owner=owner,
        methods=listens,
        path=path,
        handler=function,
        file=file,
        name=shown(modules.by_path[file], function.name),
        route_file=where[0],
        route_line=where[1],
    )


def imports(module: Module, package: str) -> bool:
    """Whether a file imports from a package, or from one named after it (`flask_login`)."""
    targets = (*module.imports.values(), *module.stars)
    return any(target.split(".")[0].split("_")[0].lower() == package for target in targets)


def untested(fragments: Mapping[str, Module]) -> Mapping[str, Module]:
    """The files that are there for the application: tests have apps of their own.

    One that is only called like a test (`oauth_test.py`) is one of the application that imports it.
    """
    own = {path: module for path, module in fragments.items() if not is_test(path)}
    brought = {
        name for one in own.values() for said in one.imports.values() for name in said.split(".")
    }
    called = {
        p: m for p, m in fragments.items() if p not in own and PurePosixPath(p).stem in brought
    }
    return own | {path: one for path, one in called.items() if not is_test(_renamed(path))}


def _renamed(path: str) -> str:
    """A path without what makes its name that of a test."""
    return path.removesuffix("_test.py")


@lru_cache(maxsize=2**15)
def is_test(path: str) -> bool:
    """Whether a file is there for tests."""
    pure = PurePosixPath(path)
    return (
        bool({"tests", "test", "testing"} & set(pure.parts[:-1]))
        or pure.name.startswith("test_")
        or pure.stem.endswith("_test")
        or pure.name == "conftest.py"
    )


def listed(said: Value | None) -> Iterator[Value]:
    """The items of a list; nothing for anything else."""
    if isinstance(said, Many):
        yield from said.items
