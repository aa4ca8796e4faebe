"""Routers and applications: what is one, and where each is mounted."""

from collections.abc import Iterator
from itertools import islice
from re import compile as regex

from backlight.analysis.javascript_things import (
    Array,
    Environment,
    Given,
    Made,
    Outside,
    Result,
    Thing,
)
from backlight.analysis.javascript_values import Call, Member
from backlight.analysis.javascript_world import World
from backlight.stacks.express.controllers import controller_of
from backlight.stacks.express.paths import joined
from backlight.stacks.express.route import VERBS, Router, paths

MAKERS = {
    Outside("express", "default"),
    Outside("express", "*"),
    Outside("express", "Router"),
    Outside("express", "application"),
    Outside("express-promise-router", "default"),
}
ROUTER = regex(
    r"^(this\.)?_?(app|api|server|express|routes?|[a-z]\w*(Router|Routes|App)|[rR]outer)$"
)
"""How a router is called where nothing else says that it is one."""

TYPES = {"Express", "Application", "Router", "IRouter", "core.Express"}
BY_HAND = regex(r"\bvalidator\.(?:is|equals|contains|matches)[A-Z(]")
"""Checks of the package `validator`, on the values themselves."""
CHECKING = regex(r"(?i)valid|celebrate|schema|sanitiz|^(body|check|param|query)\b")
"""How middleware that checks a request is called."""

DEEPEST = 12
"""How many routers may stand inside one another."""
MOST = 100
"""Places at which one router is mounted: routers that mount each other have no end of them."""

Mounts = dict[Router, list[tuple[Router, str]]]
"""A router -> the routers and paths it is mounted at."""


def router_of(thing: Thing | None) -> Router | None:
    """The router that a thing is; methods that give the router back are looked through."""
    match thing:
        case Made(of, path, start, owner) if of in MAKERS:
            return path, start, owner
        case Result(of, name) if name in {*VERBS, "use", "param", "route"}:
            return router_of(of)
        case Given(path, scope, name, kind):
            known = kind.rpartition(".")[2] in TYPES or (not kind and ROUTER.match(name))
            return (path, scope, name) if known else None
        case _:
            return None


def router_at(
    world: World, path: str, scope: str, call: Call, env: Environment
) -> tuple[Router | None, Thing | None]:
    """The router that a method is called on, and what it is called on.

    The methods that are chained before it need no look where the chain begins with a router.
    """
    first = call.of
    while isinstance(first, Member):
        before = first.of
        if not (isinstance(before, Call) and isinstance(before.of, Member)):
            break
        if before.of.name not in {*VERBS, "use", "param"} or not before.args:
            break
        first = before.of
    if isinstance(first, Member) and first is not call.of:
        on = world.thing(path, scope, first.of, env)
        if (router := router_of(on)) is not None:
            return router, on
    on = world.thing(path, scope, call.of.of, env) if isinstance(call.of, Member) else None
    return router_of(on) or controller_of(world, on), on


def mount(
    world: World,
    path: str,
    scope: str,
    call: Call,
    env: Environment,
    mounts: Mounts,
) -> None:
    """Note the routers that a call of `use` puts below another one."""
    if not isinstance(call.of, Member):
        return
    parent = router_at(world, path, scope, call, env)[0]
    if parent is None or not call.args:
        return
    things = [world.thing(path, scope, arg, env) for arg in call.args]
    texts = list(paths(things[0]))
    for child in _flat(things[0 if not texts else 1 :]):
        router = router_of(child)
        if router is None or router == parent or isinstance(child, Given):
            continue
        for text in texts or ["/"]:
            if (parent, text) not in mounts.setdefault(router, []):
                mounts[router].append((parent, text))


def _flat(things: list[Thing | None]) -> Iterator[Thing]:
    for thing in things:
        if isinstance(thing, Array):
            yield from _flat(list(thing.items))
        elif thing is not None:
            yield thing


def prefixes(router: Router, mounts: Mounts) -> Iterator[str]:
    """Every path a router is mounted at, from the application down."""
    return islice(_prefixes(router, mounts, DEEPEST), MOST)


def _prefixes(router: Router, mounts: Mounts, depth: int) -> Iterator[str]:
    places = _mounted(router, mounts) if depth else []
    if not places:
        yield ""
    for parent, text in places:
        for before in _prefixes(parent, mounts, depth - 1):
            yield joined(before, text).rstrip("/")


def _mounted(router: Router, mounts: Mounts) -> list[tuple[Router, str]]:
    """Where a router is mounted; of one object of a class, else where any of its objects is."""
    if mounts.get(router):
        return mounts[router]
    file, start, owner = router
    whose = owner.partition("?")[0]
    same = (
        places
        for (path, begins, other), places in mounts.items()
        if (path, begins, other.partition("?")[0]) == (file, start, whose)
    )
    return list(dict.fromkeys(place for places in same for place in places))
