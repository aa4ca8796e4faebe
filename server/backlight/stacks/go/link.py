"""The endpoints of a Go project: its routers followed, and every route with its full path."""

from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache
from re import compile as regex
from types import ModuleType

from backlight.analysis.facts import Endpoint
from backlight.analysis.go import Call, Composite, File, Function, Name
from backlight.analysis.go_calls import carry_out, formatted
from backlight.analysis.go_members import of_package
from backlight.analysis.go_routers import Route, Router, Stripped, flat, handle
from backlight.analysis.go_run import Run
from backlight.analysis.go_things import Func, Package, Thing, serves
from backlight.analysis.go_world import World
from backlight.stacks.go import (
    chi,
    echo,
    fiber,
    gin,
    gorilla,
    httprouter,
    macaron,
    net_http,
    routegroup,
)
from backlight.stacks.go.register import bare, constant, inside

SPOKEN: tuple[ModuleType, ...] = (
    *(gin, echo, chi, fiber, gorilla, macaron),
    *(httprouter, routegroup, net_http),
)
BY_NAME = {module.NAME: module for module in SPOKEN}


def link(fragments: Mapping[str, File], name: str) -> tuple[Endpoint, ...]:
    """The endpoints of one framework; all are found at once, for they mount each other."""
    found = _linked(tuple(fragments[path] for path in sorted(fragments)))
    return tuple(endpoint for endpoint in found if endpoint.stack == name)


@lru_cache(maxsize=2)
def _linked(files: tuple[File, ...]) -> tuple[Endpoint, ...]:
    world = World(files)
    found = Found()
    run = Run(world, found.speak, found.made)
    for file in world.files:
        _variables(run, file)
    for file, function in _starts(world):
        if function not in run.seen:
            carry_out(run, [run.call(Func(function, file), [])])
    firm = [r for r in found.routers if not r.loose and not r.mounted]
    loose = [r for r in found.routers if r.loose and not r.mounted]
    again = {(r.made, route.line) for r in found.routers if r.mounted for route, *_ in flat(r)}
    rows: dict[tuple[object, ...], Endpoint] = {}
    places: set[tuple[str, int]] = set()
    for routers in ([found.handed], firm, loose):
        known = set(places)
        for router, (route, path, guards) in ((r, one) for r in routers for one in flat(r)):
            if (route.file, route.line) in known or (router.made, route.line) in again:
                continue
            places.add((route.file, route.line))
            for endpoint in _endpoints(world, route, path, guards):
                key = (endpoint.method, endpoint.path, endpoint.file, endpoint.line)
                rows.setdefault(key, endpoint)
    return tuple(rows.values())


class Found:
    """The routers that a program makes."""

    def __init__(self) -> None:
        self.default = Router(net_http.NAME)
        self.handed = Router(net_http.NAME)
        self.told = Router(net_http.NAME, loose=True)
        self.routers = [self.default, self.told]
        self.kinds: dict[int, str] = {}

    def speak(self, of: Thing, name: str, given: list[Thing], at: Call, run: Run) -> Thing:
        """What a call of a framework gives; of nothing known, a route is told in words."""
        if of is None:
            return net_http.told(self.told, given, at, run)
        if isinstance(of, Package):
            return self._function(of.path, name, given, at, run)
        if isinstance(of, Router):
            return BY_NAME[of.kind].call(of, name, given, at, run)
        if isinstance(of, Stripped) and name == "ServeHTTP":
            self._handed(of)
        if isinstance(of, gorilla.Part):
            return of.call(name, given, at, run)
        return None

    def made(self, path: str, name: str, _run: Run) -> Thing:
        """A router that is known by its type alone."""
        for module in SPOKEN:
            if name in module.TYPES and regex(module.PACKAGE).fullmatch(path):
                return self._keep(Router(module.NAME, loose=True))
        return None

    def _handed(self, of: Stripped) -> None:
        """`http.StripPrefix("/api", users).ServeHTTP(w, r)`: a router that requests go on to."""
        thing, _, strip = bare(of)
        inner = inside(thing)
        if inner is not None and strip:
            handle(self.handed, strip, inner)

    def _function(self, path: str, name: str, given: list[Thing], at: Call, run: Run) -> Thing:
        if name.startswith("."):
            return constant(name)
        if path == "fmt" and name in {"Sprintf", "Sprint"}:
            return formatted(given)
        if path == "path" and name == "Join":
            known = (
                given[1:] if given and given[0] is None else given
            )  # A base path, most often none
            parts = [part if isinstance(part, str) else "{}" for part in known]
            return "/".join(p.strip("/") if at else p for at, p in enumerate(parts))
        if path == "net/http" and name not in net_http.MAKES:
            return net_http.function(name, given, at, run, self.default)
        for module in SPOKEN:
            if name in module.MAKES and regex(module.PACKAGE).fullmatch(path):
                return self._keep(Router(module.NAME, made=(run.file.path, at.line)))
        return None

    def _keep(self, router: Router) -> Router:
        self.routers.append(router)
        return router


def _variables(run: Run, file: File) -> None:
    """Follow what variables of a package hold that a library runs: `&cobra.Command{Run: …}`."""
    for step in file.values:
        for target, value in zip(step.targets, step.values, strict=False):
            if isinstance(value, Composite) and isinstance(target, Name):
                carry_out(run, [of_package(run, file.folder, target.name)])


def _starts(world: World) -> Iterator[tuple[File, Function]]:
    """Every function that has a body, those first that nobody seems to call, `ServeHTTP` last."""
    both = [(file, f) for file in world.files for f in file.functions if f.body]
    called = {name for _, f in both for name in _calls(f.body)}

    def turn(one: tuple[File, Function]) -> int:
        name = one[1].name
        first = name not in called or name in {"main", "init"}
        return 2 if name == "ServeHTTP" else 0 if first else 1

    yield from sorted(both, key=turn)


def _calls(of: object) -> Iterator[str]:
    """The names of all that is called below a value."""
    todo: list[object] = [of]
    while todo:
        at = todo.pop()
        if isinstance(at, tuple):
            todo += at
            continue
        if isinstance(at, Call):
            name = getattr(at.of, "name", "")
            if name:
                yield name
        todo += [getattr(at, slot) for slot in getattr(type(at), "__slots__", ())]


def _endpoints(world: World, route: Route, path: str, guards: Iterable[str]) -> Iterator[Endpoint]:
    kind = route.kind or net_http.NAME
    handler = route.handler or _named(world, route.name)
    full = BY_NAME[kind].path_of(path)
    methods = route.methods or (handler.code.methods if handler is not None else ())
    for method in methods or ("ANY",):
        yield Endpoint(
            method=method,
            path=full if full.startswith("/") else f"/{full}",
            handler=handler.name if handler is not None else route.name,
            stack=kind,
            file=handler.file.path if handler is not None else route.file,
            line=handler.code.line if handler is not None else route.line,
            route_file=route.file,
            route_line=route.line,
            guards=tuple(dict.fromkeys(guards)),
        )


def _named(world: World, name: str) -> Func | None:
    """The one handler of a name, for one that is a method of something not known."""
    last = name.rpartition(".")[2]
    some = [Func(function, file) for file, function in world.called(last)]
    some = [one for one in some if serves(one)]
    return some[0] if len(some) == 1 else None
