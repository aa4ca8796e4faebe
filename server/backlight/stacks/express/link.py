"""The endpoints of an Express application: routers, mounts and routes of all files put together."""

from collections.abc import Iterator, Mapping
from functools import lru_cache

from backlight.analysis.facts import Endpoint
from backlight.analysis.javascript import Module
from backlight.analysis.javascript_calls import environments, settle
from backlight.analysis.javascript_names import request_of
from backlight.analysis.javascript_things import (
    Closure,
    Environment,
    Given,
    Instance,
    Result,
    Thing,
)
from backlight.analysis.javascript_values import (
    Call,
    Lambda,
    Literal,
    Member,
    Regex,
    Unknown,
    dotted,
)
from backlight.analysis.javascript_world import World
from backlight.analysis.same import Same
from backlight.stacks.express.controllers import ADDS, told_routes
from backlight.stacks.express.near import serving
from backlight.stacks.express.paths import joined, url, written
from backlight.stacks.express.route import VERBS, Route, flat, guard, handler_of, paths
from backlight.stacks.express.routers import CHECKING, Mounts, mount, prefixes, router_at
from backlight.stacks.express.settled import passes_on, settled
from backlight.stacks.express.tabled import tabled


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
            if isinstance(call.of, Unknown):
                routes += tabled(world, path, scope, call)
            if not isinstance(call.of, Member) or call.of.name not in {*VERBS, "use", *ADDS}:
                continue
            world.ask()
            alone = settled(world, path, scope, call)
            if not alone and passes_on(world, path, scope, call):
                continue
            for env in [{}] if alone else environments(world, path, scope):
                if call.of.name == "use":
                    mount(world, path, scope, call, env, mounts)
                elif call.of.name in VERBS:
                    routes += _routes(world, path, scope, call, env)
                else:
                    routes += told_routes(world, path, scope, call, env)
    return routes, mounts


def _routes(world: World, path: str, scope: str, call: Call, env: Environment) -> Iterator[Route]:
    """The routes that a call of `get`, `post`, … registers on a router or a `route(…)`."""
    if not isinstance(call.of, Member):
        return
    router, on = router_at(world, path, scope, call, env)
    if router is None:
        return
    base, given = _base(on), call.args
    if base is None:
        if len(given) < 2:
            return
        base, given = world.thing(path, scope, given[0], env), given[1:]
    loose = isinstance(on, Given | Instance)
    if not given or (loose and not _handlers(world, path, scope, call, env)):
        return
    name, file = handler_of(world, path, scope, call.args[-1], env, call.span)
    guards = tuple(filter(None, map(guard, tuple(flat(given))[:-1])))
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
