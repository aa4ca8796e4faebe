"""The endpoints of an Express application: routers, mounts and routes of all files put together."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache

from backlight.analysis.facts import Endpoint
from backlight.analysis.javascript import Module
from backlight.analysis.javascript_calls import environments, settle
from backlight.analysis.javascript_names import request_of
from backlight.analysis.javascript_things import Array, Closure, Environment, Given, Result, Thing
from backlight.analysis.javascript_values import (
    Call,
    Lambda,
    Literal,
    Member,
    Regex,
    Value,
    dotted,
)
from backlight.analysis.javascript_world import World
from backlight.analysis.same import Same
from backlight.stacks.express.near import serving
from backlight.stacks.express.paths import joined, url, written
from backlight.stacks.express.routers import (
    CHECKING,
    VERBS,
    Mounts,
    Router,
    mount,
    paths,
    prefixes,
    router_of,
)


@dataclass(frozen=True, slots=True)
class Route:
    """One registration, as it is written."""

    router: Router
    method: str
    path: str
    file: str
    line: int
    handler: str
    handler_file: str
    guards: tuple[str, ...]


def link(modules: Mapping[str, Module]) -> tuple[Endpoint, ...]:
    """Every endpoint of the files of a project, once for each place its router is mounted at."""
    routes, mounts = surveyed(modules)
    found = {
        _endpoint(route, before): None
        for route in routes
        for before in prefixes(route.router, mounts)
    }
    return tuple(found)


def surveyed(modules: Mapping[str, Module]) -> tuple[list[Route], Mounts]:
    """Every registration of a route in the files of a project, and where routers are mounted."""
    return _surveyed(Same(serving(modules)))


@lru_cache(maxsize=1)
def _surveyed(project: Same[Module]) -> tuple[list[Route], Mounts]:
    world = World(project.fragments)
    settle(world)
    world.part()
    routes: list[Route] = []
    mounts: Mounts = {}
    for path, module in world.modules.items():
        for scope, call in module.calls:
            if not isinstance(call.of, Member) or call.of.name not in {*VERBS, "use"}:
                continue
            world.ask()
            for env in environments(world, path, scope):
                if call.of.name == "use":
                    mount(world, path, scope, call, env, mounts)
                else:
                    routes += _routes(world, path, scope, call, env)
    return routes, mounts


def _routes(world: World, path: str, scope: str, call: Call, env: Environment) -> Iterator[Route]:
    """The routes that a call of `get`, `post`, … registers on a router or a `route(…)`."""
    if not isinstance(call.of, Member):
        return
    on = world.thing(path, scope, call.of.of, env)
    router = router_of(on)
    if router is None:
        return
    base, given = _base(on), call.args
    if base is None:
        if len(given) < 2:
            return
        base, given = world.thing(path, scope, given[0], env), given[1:]
    if not given or (isinstance(on, Given) and not _handlers(world, path, scope, call, env)):
        return
    name, file = _handler(world, path, scope, call, env)
    guards = tuple(filter(None, map(_guard, given[:-1])))
    for text in paths(base):
        yield Route(
            router,
            VERBS[call.of.name],
            text,
            path,
            call.line,
            name or f"{VERBS[call.of.name]} {_said(call)}",
            file,
            guards,
        )


def _guard(said: Value) -> str:
    """Middleware as a reader calls it, with the schema it is given: `validate(createUser)`."""
    if isinstance(said, Call):
        given = ", ".join(filter(None, map(dotted, said.args)))
        return f"{dotted(said.of)}({given})" if given else dotted(said.of)
    return dotted(said)


def _said(call: Call) -> str:
    """The path of a registration as it is written."""
    on = call.of.of if isinstance(call.of, Member) else call.of
    while isinstance(on, Call) and isinstance(on.of, Member):
        if on.of.name == "route":
            return written(on.args[0]) if on.args else ""
        on = on.of.of
    return written(call.args[0])


def _base(on: Thing | None) -> Thing | None:
    """The path of `router.route(path)`, through the methods that were called on it."""
    while isinstance(on, Result):
        if on.name == "route":
            return on.args[0] if on.args else Literal("")
        on = on.of
    return None


def _handler(world: World, path: str, scope: str, call: Call, env: Environment) -> tuple[str, str]:
    """The name and the file of the last handler of a registration."""
    last = call.args[-1]
    thing = world.thing(path, scope, last, env)
    while isinstance(thing, Array) and thing.items:
        thing = thing.items[-1]
    if not isinstance(thing, Closure) and isinstance(last, Call):
        inner = [world.thing(path, scope, arg, env) for arg in last.args]
        thing = next((t for t in reversed(inner) if isinstance(t, Closure)), thing)
    if isinstance(thing, Closure):
        one = world.modules[thing.path].functions[thing.start]
        inline = thing.path == path and call.span.start <= thing.start < call.span.end
        return ("", path) if inline else (one.name, thing.path)
    return dotted(last), path


def _handlers(world: World, path: str, scope: str, call: Call, env: Environment) -> bool:
    """Whether what is registered looks like a handler, for routers that are known by name alone."""
    first = call.args[0]
    if isinstance(first, Regex):
        return False
    for arg in call.args:
        thing = world.thing(path, scope, arg, env)
        if isinstance(thing, Closure):
            one = world.modules[thing.path].functions[thing.start]
            if isinstance(arg, Lambda):
                return request_of(one.parameters) is not None
            return True
    return len(call.args) > 1 and bool(dotted(call.args[-1])) and _is_path(first)


def _is_path(said: object) -> bool:
    return isinstance(said, Literal) and str(said.value).startswith("/")


def _endpoint(route: Route, before: str) -> Endpoint:
    return Endpoint(
        method=route.method,
        path=url(joined(before, route.path)),
        handler=route.handler,
        stack="express",
        file=route.file,
        line=route.line,
        route_file=route.file,
        route_line=route.line,
        handler_file="" if route.handler_file == route.file else route.handler_file,
        guards=route.guards,
        checked=next((guard for guard in route.guards if CHECKING.search(guard)), ""),
    )
