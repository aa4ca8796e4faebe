"""The endpoints of a Nest application: controllers, modules and application put together."""

from collections.abc import Iterator, Mapping
from itertools import product
from re import compile as regex

from backlight.analysis.facts import Endpoint
from backlight.analysis.javascript_things import Closure
from backlight.analysis.javascript_values import Fields, Literal, Value, dotted
from backlight.analysis.javascript_world import World
from backlight.stacks.nestjs import graph
from backlight.stacks.nestjs.application import (
    applications,
    is_excluded,
    nearest,
    versions,
)
from backlight.stacks.nestjs.checked import checked
from backlight.stacks.nestjs.composed import Said, expanded
from backlight.stacks.nestjs.constants import shown
from backlight.stacks.nestjs.decorators import VERBS
from backlight.stacks.nestjs.everywhere import standing
from backlight.stacks.nestjs.fragment import Class, Fragment
from backlight.stacks.nestjs.middleware import middlewares
from backlight.stacks.nestjs.operations import operations
from backlight.stacks.nestjs.paths import under, url
from backlight.stacks.nestjs.place import Place, Route

TEST = regex(r"\.(test|spec|e2e-spec)\.[cm]?[jt]sx?$|(^|/)(__tests__|__mocks__|tests?|e2e)/")
DEPTH = 8


def link(fragments: Mapping[str, Fragment]) -> tuple[Endpoint, ...]:
    """Every endpoint of the files of a project, once for each path it answers at."""
    own = {path: one for path, one in fragments.items() if not TEST.search(path)} or fragments
    if not any(c.methods and c.decorators for one in own.values() for c in one.classes):
        return ()
    world = World({path: one.module for path, one in own.items()})
    found: dict[Endpoint, None] = dict.fromkeys(operations(own))
    for path, one, place in _controllers(world, own):
        for route in _routes(world, own, path, one):
            found |= dict.fromkeys(_endpoints(world, own, route, place))
    return tuple(found)


def _controllers(world: World, own: Mapping[str, Fragment]) -> Iterator[tuple[str, Class, Place]]:
    """Every controller, once for each application that reaches it."""
    known = graph.modules(world, own)
    apps = applications(world, own)
    put = middlewares(world, own)
    reach = {app.path: graph.reached(known, app.root) for app in apps if app.root is not None}
    for path, fragment in own.items():
        for one in fragment.classes:
            said = tuple(expanded(world, path, one.decorators))
            top = next((s for s in said if s.name == "Controller"), None)
            if top is None:
                continue
            mine = [a for a in apps if (path, one.start) in reach.get(a.path, ())]
            if apps and not mine and _made(fragment, one):
                continue
            below = tuple(graph.prefix(known, (path, one.start)))
            for app in mine or [nearest(apps, path)]:
                passed = tuple(each for each in put if nearest(apps, each.file) == app)
                yield path, one, Place(app, said, top, below, (path, one.start), passed)


def _made(fragment: Fragment, one: Class) -> bool:
    """Whether a function makes a class: it is served only where a module or a class takes it."""
    written = fragment.module.functions.get(one.start)
    return written is not None and written.outer != ""


def _routes(world: World, own: Mapping[str, Fragment], path: str, one: Class) -> Iterator[Route]:
    """The routes of a class, and of the classes above it that it does not write anew."""
    seen: set[str] = set()
    for _ in range(DEPTH):
        for method in one.methods:
            said = tuple(expanded(world, path, method.decorators))
            at = next((s for s in said if s.name in VERBS or s.name == "RequestMapping"), None)
            if at is not None and method.name not in seen:
                yield Route(path, one, method, said, _verb(at), at)
            seen.add(method.name)
        above = world.thing(path, "", one.bases[0], {}) if one.bases else None
        if not isinstance(above, Closure) or above.path not in own:
            return
        bases = (c for c in own[above.path].classes if c.start == above.start)
        base = next(bases, None)
        if base is None:
            return
        path, one = above.path, base


def _verb(at: Said) -> str:
    if at.name != "RequestMapping":
        return VERBS[at.name]
    given = next((a for a in at.call.args if isinstance(a, Fields)), None)
    method = dict(given.pairs).get("method") if given is not None else None
    name = dotted(method).rpartition(".")[2] if method is not None else "GET"
    return "ANY" if name == "ALL" else name or "ANY"


def _endpoints(
    world: World, own: Mapping[str, Fragment], route: Route, place: Place
) -> Iterator[Endpoint]:
    whole = standing(place.app.guards, (one.name for one in (*place.said, *route.said)))
    own_guards = (*whole, *_guards(place.said), *_guards(route.said))
    body = checked(world, own, route.path, route.of, route.method, app=place.app)
    for inner in _paths(world, route, place):
        passed = [m for m in place.passed if m.stands_before(place.key, route.verb, inner)]
        names = (name for one in passed for name in one.names)
        yield Endpoint(
            method=route.verb,
            path=_whole(place, inner),
            handler=f"{route.of.name}.{route.method.name}",
            stack="nestjs",
            file=route.path,
            line=route.at.line,
            route_file=route.path,
            route_line=route.at.line,
            guards=tuple(dict.fromkeys((*names, *own_guards))),
            checked=body,
        )


def _paths(world: World, route: Route, place: Place) -> Iterator[str]:
    """Version, module, controller, method: in the order in which Nest joins them."""
    pieces = product(
        _versions(world, route, place),
        place.below,
        _written(world, place.top),
        _written(world, route.at),
    )
    for version, module, first, last in pieces:
        inner = version
        for piece in (module, first, last):
            inner = under(inner, url(piece))
        yield inner


def _whole(place: Place, inner: str) -> str:
    """A path below the prefix of its application."""
    before = "" if is_excluded(place.app, inner) else under("", url(place.app.prefix))
    return under(before, inner) or "/"


def _versions(world: World, route: Route, place: Place) -> list[str]:
    app = place.app
    if app.version is None:
        return [""]
    found: tuple[str, ...] = ()
    for one in (*route.said, *place.said):
        if one.name == "Version" and one.call.args:
            found = versions(world, one.at, one.call.args[0])
            break
    given = _option(place.top, "version")
    if not found and given is not None:
        found = versions(world, place.top.at, given)
    return [f"/{app.version}{v}" if v else "" for v in found or app.default] or [""]


def _written(world: World, said: Said) -> list[str]:
    """The paths that a decorator is given, as a string, several, or in an object."""
    given: Value | None = said.call.args[0] if said.call.args else None
    if isinstance(given, Fields):
        given = _option(said, "path")
    if given is None or given == Literal(None):
        return [""]
    return shown(world, said.at, given) or [""]


def _option(said: Said, name: str) -> Value | None:
    given = next((a for a in said.call.args if isinstance(a, Fields)), None)
    return dict(given.pairs).get(name) if given is not None else None


def _guards(said: tuple[Said, ...]) -> Iterator[str]:
    """The guards of a class or method, as a reader calls them."""
    for one in said:
        for arg in one.call.args if one.name == "UseGuards" else ():
            inner = getattr(arg, "of", arg)
            name = dotted(arg) or dotted(inner)
            if name:
                yield name
