"""The ways in which code is reached: which calls run a function, and with what.

What several calls give to one parameter is not mixed: each call is followed on its own.
"""

from collections.abc import Iterator

from backlight.analysis.javascript_facts import Function
from backlight.analysis.javascript_members import bind, constructor
from backlight.analysis.javascript_things import Array, Closure, Environment, Given, Thing
from backlight.analysis.javascript_values import Call, Member, Name
from backlight.analysis.javascript_world import World

MOST = 60
"""How many calls of one function are told apart."""

DEPTH = 6
"""How many calls inside one another are followed."""

MOST_OF_LATE = 300
"""Values that are looked at for one call of what a parameter holds."""

LOOPS = {"forEach", "map"}
"""Methods that call their argument once for each item of an array."""


def settle(world: World) -> None:
    """Find which function each call runs, so that parameters are known; calls in callbacks last."""
    late: list[tuple[str, str, Call]] = []
    for path, module in world.modules.items():
        for scope, call in module.calls:
            world.ask()
            closure = _runs(world, path, scope, call, {})
            if closure is not None:
                _site(world, closure, path, scope, call)
            elif scope and _of_parameter(world, path, scope, call):
                late.append((path, scope, call))
    for path, scope, call in late:
        world.ask(MOST_OF_LATE)
        for env in environments(world, path, scope):
            closure = _runs(world, path, scope, call, env) if env else None
            if closure is not None:
                _site(world, closure, path, scope, call)


def environments(world: World, path: str, scope: str, depth: int = DEPTH) -> Iterator[Environment]:
    """One environment for each way in which the code of a scope is reached."""
    if not scope:
        yield {}
        return
    world.ways += 1
    if world.tired:
        yield {}
        return
    module, outer = world.modules[path], scope.rpartition("/")[0]
    one = world.function(path, scope)
    for around in list(environments(world, path, outer, depth))[:MOST]:
        ways: list[Environment] = []
        if scope in module.loops:
            items = world.thing(path, outer, module.loops[scope], around)
            if isinstance(items, Array):
                ways = [{(path, f"{scope}/@item"): item} for item in items.items]
        elif one is not None and one.parameters and depth > 0:
            ways = list(_ways(world, path, one, around, depth))
        for way in ways[:MOST] or [{}]:
            yield {**around, **way}


def _of_parameter(world: World, path: str, scope: str, call: Call) -> bool:
    """Whether what is called is, or belongs to, a parameter: only its callers know it."""
    of = call.of
    while isinstance(of, Member):
        of = of.of
    root = world.thing(path, scope, of, {}) if isinstance(of, Name) else None
    return isinstance(root, Given) and bool(root.scope)


def _ways(
    world: World, path: str, one: Function, around: Environment, depth: int
) -> Iterator[Environment]:
    for origin, scope, call in world.sites.get((path, one.span.start), ())[:MOST]:
        if scope == one.scope or scope.startswith(f"{one.scope}/"):
            continue
        callback = origin == path and scope == one.outer
        reached = [around] if callback else environments(world, origin, scope, depth - 1)
        for env in reached:
            for given in _given(world, origin, scope, call, env):
                yield bind(world, path, one, given)


def _given(
    world: World, path: str, scope: str, call: Call, env: Environment
) -> list[list[Thing | None]]:
    """What a call gives to the function it runs; a loop gives each item in its turn."""
    if isinstance(call.of, Member) and call.of.name in LOOPS and len(call.args) == 1:
        over = world.thing(path, scope, call.of.of, env)
        return [[item] for item in over.items] if isinstance(over, Array) else []
    return [[world.thing(path, scope, arg, env) for arg in call.args]]


def _runs(world: World, path: str, scope: str, call: Call, env: Environment) -> Closure | None:
    """The function of the project that a call runs; for `new`, the constructor."""
    loops = isinstance(call.of, Member) and call.of.name in LOOPS and len(call.args) == 1
    of = world.thing(path, scope, call.args[0] if loops else call.of, env)
    if not isinstance(of, Closure):
        return None
    return constructor(world, of) if call.new else of


def _site(world: World, closure: Closure, path: str, scope: str, call: Call) -> None:
    sites = world.sites.setdefault((closure.path, closure.start), [])
    if (path, scope, call) not in sites:
        sites.append((path, scope, call))
