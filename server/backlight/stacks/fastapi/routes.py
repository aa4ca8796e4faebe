"""Where FastAPI's routes are, and their full paths through routers, includes and mounts."""

from collections.abc import Iterator, Mapping
from dataclasses import replace

from backlight.analysis.facts import Endpoint
from backlight.analysis.python import Function, Module, Statement
from backlight.analysis.python_modules import Modules, Place
from backlight.analysis.python_mounts import Mount, certain, prefixes
from backlight.analysis.python_owners import Owners
from backlight.analysis.python_routes import (
    METHODS,
    ROOT,
    Route,
    endpoints,
    imports,
    listed,
    literal,
    made,
    methods,
    served,
    untested,
)
from backlight.analysis.python_values import Call, Name, Value
from backlight.stacks.fastapi.guards import depends, guards
from backlight.stacks.fastapi.loops import turns

ADDING = frozenset({"add_api_route", "add_route", "add_api_websocket_route", "add_websocket_route"})


def link(fragments: Mapping[str, Module]) -> tuple[Endpoint, ...]:
    """The endpoints of all files together; those of tests if there are no others."""
    return _linked(untested(fragments)) or _linked(fragments)


def _linked(fragments: Mapping[str, Module]) -> tuple[Endpoint, ...]:
    owners = Owners(Modules(fragments), kind)
    mounts = certain(_mounts(owners))
    reached = prefixes(_roots(owners, mounts), mounts, join)
    full = {at: tuple(some + _own(owners, at) for some in given) for at, given in reached.items()}
    routes = [route for module in fragments.values() for route in _routes(owners, module)]
    return endpoints("FastAPI", routes, full, join, guards(owners, mounts))


def kind(name: str) -> str:
    """What a call of a name makes: an app, a router, or nothing of ours."""
    package, _, last = name.rpartition(".")
    ours = package.split(".")[0].startswith(("fastapi", "starlette"))
    if last in {"FastAPI", "Starlette"} and (ours or not package):
        return "app"
    if (ours and last.endswith("Router")) or (last == "APIRouter" and not package):
        return "router"
    return ""


def join(prefix: str, path: str) -> str:
    """FastAPI puts prefixes and paths together as they are."""
    return prefix + path


def verb(name: str) -> tuple[str, ...]:
    """The methods that a decorator's name stands for: `get`, `api_route`, `websocket`."""
    if name.upper() in {*METHODS, "HEAD"}:
        return (name.upper(),)
    if name in {"api_route", "route", "add_api_route", "add_route"}:
        return ("GET",)
    return ("WEBSOCKET",) if "websocket" in name else ()


def _own(owners: Owners, at: Place) -> str:
    if at not in owners.made:
        return ""
    prefix = owners.made[at][1].argument(-1, "prefix")
    return owners.text(at.path, at.name.rpartition(".")[0], prefix)


def _roots(owners: Owners, mounts: tuple[Mount, ...]) -> list[Place]:
    """Apps that stand alone; routers too, unless it is known where every one is put."""
    below = {mount.child for mount in mounts}
    free = [at for at in owners.made if at not in below]
    apps = [at for at in free if owners.made[at][0] == "app"]
    if apps and ROOT not in below:
        return [ROOT, *apps]
    return [ROOT, *free]


def _mounts(owners: Owners) -> Iterator[Mount]:
    for module in owners.modules.by_path.values():
        for one in module.statements:
            last = one.call.name.rpartition(".")[2]
            if last == "include_router":
                named = one.call.argument(0, "router"), one.call.argument(-1, "prefix")
                for given, prefix in turns(owners.modules, module, one.scope, *named):
                    yield from _mount(owners, module, one, given, prefix)
            elif last == "mount":
                given = one.call.argument(1, "app")
                yield from _mount(owners, module, one, given, one.call.argument(0, "path"))


def _mount(
    owners: Owners, module: Module, one: Statement, given: Value | None, prefix: Value | None
) -> Iterator[Mount]:
    """A router under a router; one that cannot be found is said to be at the root."""
    children = owners.of(module.path, one.scope, given)
    owner = Name(one.call.name.rpartition(".")[0])
    said = owners.text(module.path, one.scope, prefix)
    if not children and isinstance(given, Name) and not _foreign(owners, module, one, given):
        children = (ROOT,)
    known = owners.knows(module.path, one.scope, prefix)
    for parent in owners.of(module.path, one.scope, owner) or (ROOT,):
        for child in children:
            yield Mount(parent, child, _own(owners, parent) + said, depends(one.call), known)


def _foreign(owners: Owners, module: Module, one: Statement, given: Name) -> bool:
    """Whether a name comes from a package that is not in the project."""
    target = owners.canonical(module.path, one.scope, given.dotted)
    return target != given.dotted and owners.modules.file(target.split(".")[0], module.path) is None


def _routes(owners: Owners, module: Module) -> Iterator[Route]:
    for function in module.decorated:
        scope = function.name.rpartition(".")[0]
        for decorator in reversed(function.decorators):
            call = _registering(owners, module, scope, decorator)
            if call is not None:
                one = Statement(scope, call)
                yield from _route(owners, module, one, (module.path, function))
    for one in module.statements:
        if one.call.name.rpartition(".")[2] in ADDING:
            endpoint = one.call.argument(1, "endpoint") or one.call.argument(1, "route")
            added = served(owners.modules, module.path, one.scope, endpoint)
            if added is not None:
                yield from _route(owners, module, one, added)
    for at, (_, call) in owners.made.items():
        if at.path == module.path:
            yield from _table(owners, module, at, call)


def _registering(owners: Owners, module: Module, scope: str, decorator: Value) -> Call | None:
    """The call that registers a route: `router.get("/me")`, or `guarded(router.get, "/me")`."""
    if not isinstance(decorator, Call) or "." in decorator.name:
        return decorator if isinstance(decorator, Call) else None
    method = decorator.args[0] if decorator.args else None
    if not isinstance(method, Name) or not verb(method.dotted.rpartition(".")[2]):
        return None
    router = Name(method.dotted.rpartition(".")[0])
    known = owners.of(module.path, scope, router)
    return replace(decorator, of=method, args=decorator.args[1:]) if known else None


def _route(
    owners: Owners, module: Module, one: Statement, handler: tuple[str, Function]
) -> Iterator[Route]:
    name, _, last = one.call.name.rpartition(".")
    found = verb(last)
    said = one.call.argument(0, "path")
    if not found or said is None:
        return
    given = one.call.argument(-1, "methods")
    if last.endswith("route") and given is not None:
        found = methods(owners.modules, module.path, one.scope, given)
    path = owners.text(module.path, one.scope, said)
    for owner in owners.of(module.path, one.scope, Name(name)) or _stray(owners, module, one, said):
        yield made(owners.modules, owner, found, path, handler, (module.path, one.call.line))


def _stray(owners: Owners, module: Module, one: Statement, said: Value) -> tuple[Place, ...]:
    """The owner is not to be found, but a route it is: it is taken to be at the root."""
    path = literal(said)
    if path is None or not (path == "" or path.startswith("/")):
        return ()
    if imports(module, "fastapi"):
        return (ROOT,)
    known = owners.modules.find(module.path, one.scope, one.call.name.split(".")[0])
    unclear = known is None and not imports(module, "flask") and one.call.name.count(".") == 1
    return (ROOT,) if unclear and not one.call.name.endswith("route") else ()


def _table(owners: Owners, module: Module, at: Place, call: Call) -> Iterator[Route]:
    """Routes given to the app itself: `Starlette(routes=[Route("/", index)])`."""
    scope = at.name.rpartition(".")[0]
    given = call.argument(-1, "routes")
    if isinstance(given, Name):
        found = owners.modules.value(module.path, scope, given.dotted)
        given = found[1] if found else None
    for item in listed(given):
        if isinstance(item, Call) and item.name.rpartition(".")[2] in {"Route", "APIRoute"}:
            handler = served(owners.modules, module.path, scope, item.argument(1, "endpoint"))
            named = item.argument(-1, "methods")
            listens = methods(owners.modules, module.path, scope, named) if named else ("GET",)
            path = owners.text(module.path, scope, item.argument(0, "path"))
            if handler is not None:
                where = (module.path, item.line)
                yield made(owners.modules, at, listens, path, handler, where)
