"""Registrations that say all by themselves, whoever calls the function that they stand in."""

from backlight.analysis.javascript_things import Array, Instance, Made, Result, Thing
from backlight.analysis.javascript_values import Call, Literal, Member, Name
from backlight.analysis.javascript_world import World
from backlight.stacks.express.controllers import ADDS, told
from backlight.stacks.express.route import VERBS, paths
from backlight.stacks.express.routers import router_at, router_of


def settled(world: World, path: str, scope: str, call: Call) -> bool:
    """Whether a router, and what is put on it, are known without the callers of the function."""
    if not scope or not isinstance(call.of, Member) or not call.args:
        return not scope
    router, on = router_at(world, path, scope, call, {})
    if router is None or not _firm(on):
        return False
    if call.of.name in ADDS:
        words = told(call)
        return words is not None and any(paths(world.thing(path, scope, words[1], {})))
    things = [world.thing(path, scope, arg, {}) for arg in call.args]
    if call.of.name == "use":
        first = things[0]
        named = isinstance(first, Literal) or _firm(first)
        return named and any(router_of(one) and _firm(one) for one in things)
    return _routed(on) or any(paths(things[0]))


def passes_on(world: World, path: str, scope: str, call: Call) -> bool:
    """Whether a method of a class hands what it is given to the router inside: `get(path, …)`.

    What calls it is the registration, and is followed itself.
    """
    root = call.of
    while isinstance(root, Member):
        root = root.of
    one = world.function(path, scope)
    wrapper = one is not None and one.owner not in {"", one.scope}
    names = {*VERBS, "use", *ADDS}
    return root == Name("this") and wrapper and scope.rpartition("/")[2] in names


def _firm(on: Thing | None) -> bool:
    """Whether a thing is made in the code itself, by no parameter."""
    while isinstance(on, Result):
        on = on.of
    if isinstance(on, Array):
        return bool(on.items) and all(map(_firm, on.items))
    return isinstance(on, Made | Instance)


def _routed(on: Thing | None) -> bool:
    """Whether the path was said before, in `route(path)`."""
    while isinstance(on, Result):
        if on.name == "route" and on.args:
            return any(paths(on.args[0]))
        on = on.of
    return False
