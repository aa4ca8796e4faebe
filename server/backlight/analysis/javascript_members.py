"""What attributes of things are, and what calls of them give back."""

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from backlight.analysis.javascript_facts import Function
from backlight.analysis.javascript_gathered import GATHERED, gathered
from backlight.analysis.javascript_names import request_of
from backlight.analysis.javascript_things import (
    Array,
    Closure,
    Environment,
    Given,
    Instance,
    Made,
    Outside,
    Record,
    Result,
    Space,
    Thing,
)
from backlight.analysis.javascript_values import Call, Lambda, Literal, Member, Name

if TYPE_CHECKING:
    from backlight.analysis.javascript_world import World

CHAINED = {"all", "delete", "get", "head", "options", "patch", "post", "put", "use", "route"}
"""Methods of routers and clients: they take handlers, they do not wrap them."""


def member(world: "World", of: Thing | None, name: str, depth: int) -> Thing | None:
    """What an attribute of something is."""
    match of:
        case Space(path):
            return world.exported(path, name, depth - 1)
        case Record(pairs):
            return dict(pairs).get(name)
        case Array(items) if name.isdigit():
            return items[int(name)] if int(name) < len(items) else None
        case Outside(module, before):
            return Outside(module, name if before in {"default", "*"} else f"{before}.{name}")
        case Instance():
            return attribute(world, of, name, depth - 1)
        case Closure(path, start):
            one = world.modules[path].functions[start]
            return attribute(world, Instance(path, one.scope, of.env), name, depth - 1)
        case _:
            return None


def called(
    world: "World", path: str, scope: str, call: Call, env: Environment, depth: int
) -> Thing | None:
    """What a call gives back; a call that wraps a request handler gives that handler."""
    if isinstance(call.of, Name) and call.of.name == "require" and len(call.args) == 1:
        origin = world.thing(path, scope, call.args[0], env, depth - 1)
        if not isinstance(origin, Literal):
            return None
        return world.imported(path, str(origin.value), "=", depth - 1)
    if (wrapped := _wrapped(world, path, call, env)) is not None:
        return wrapped
    if call.of in GATHERED and call.args:
        return gathered(world.thing(path, scope, call.args[0], env, depth - 1), call.of)
    of = world.thing(path, scope, call.of, env, depth - 1)
    if isinstance(of, Outside):
        return Made(of, path, call.span.start)
    if isinstance(of, Closure):
        given = [world.thing(path, scope, arg, env, depth - 1) for arg in call.args]
        return _returned(world, of, given, depth - 1, new=call.new)
    if isinstance(call.of, Member):
        on = world.thing(path, scope, call.of.of, env, depth - 1)
        if call.of.name == "bind":
            return on
        if isinstance(on, Made | Result | Given):
            args = (world.thing(path, scope, arg, env, depth - 1) for arg in call.args)
            return Result(on, call.of.name, tuple(a for a in args if a is not None))
    return None


def bind(
    world: "World", path: str, one: Function, given: Sequence[Thing | None]
) -> dict[tuple[str, str], Thing]:
    """Parameters bound to what is given to them."""
    env: dict[tuple[str, str], Thing] = {}
    for number, parameter in enumerate(one.parameters):
        thing = given[number] if number < len(given) else None
        if thing is None and parameter.default is not None:
            thing = world.thing(path, one.scope, parameter.default, {})
        for local, keys in parameter.names:
            inner = thing
            for key in keys:
                inner = world.member(inner, key)
            if inner is not None:
                env[path, f"{one.scope}/{local}"] = inner
    return env


def constructor(world: "World", of: Closure) -> Closure:
    """The function that `new` runs: the constructor of a class, or the function itself."""
    scope = world.modules[of.path].functions[of.start].scope
    inner = attribute(world, Instance(of.path, scope), "constructor", 40)
    return inner if isinstance(inner, Closure) else of


def attribute(
    world: "World", of: Instance, name: str, depth: int, me: Instance | None = None
) -> Thing | None:
    """What an object made by a class has under a name; classes above are asked last.

    `me` is the object itself where the class is one above its own.
    """
    if depth <= 0:
        return None
    module, at = world.modules[of.path], f"{of.scope}.{name}"
    if at in module.members:
        scope, said = module.members[at]
        env = of.env if me is None else {**of.env, (of.path, f"{of.scope}/this"): me}
        found = world.thing(of.path, scope, said, env, depth - 1)
        if isinstance(found, Made) and not found.owner:
            return replace(found, owner=_owner(of, me))
        if found is not None and not isinstance(found, Given):
            return found
    if at in module.types:
        kind = module.types[at].partition("<")[0]
        declared = world.named(of.path, of.scope, kind, {}, depth - 1)
        if isinstance(declared, Closure):
            return _instance(world, declared, {})
    one = world.function(of.path, of.scope)
    for base in one.bases if one is not None else ():
        above = world.thing(of.path, one.outer if one else "", base, {}, depth - 1)
        if isinstance(above, Closure):
            inherited = _instance(world, above, of.env)
            return attribute(world, inherited, name, depth - 1, me or of)
    if at in module.members or at in module.types:
        return Given(of.path, of.scope, f"this.{name}", module.types.get(at, ""))
    return None


def _owner(of: Instance, me: Instance | None) -> str:
    """Whose a thing is that a class makes for itself: of a class below it, made with some words."""
    whose, made = (f"{me.path}:{me.scope}" if me is not None else ""), me or of
    before = f"{made.scope}/constructor/"
    words = sorted(
        f"{name.removeprefix(before)}={one.value}"
        for (path, name), one in made.env.items()
        if path == made.path and name.startswith(before) and isinstance(one, Literal)
    )
    return "?".join((whose, *words))


def _instance(world: "World", of: Closure, env: Environment) -> Instance:
    return Instance(of.path, world.modules[of.path].functions[of.start].scope, env)


def _wrapped(world: "World", path: str, call: Call, env: Environment) -> Closure | None:
    if isinstance(call.of, Member) and call.of.name in CHAINED:
        return None
    functions = world.modules[path].functions
    for arg in call.args:
        if isinstance(arg, Lambda) and request_of(functions[arg.start].parameters) is not None:
            return Closure(path, arg.start, env)
    return None


def _returned(
    world: "World", of: Closure, given: Sequence[Thing | None], depth: int, *, new: bool
) -> Thing | None:
    one = world.modules[of.path].functions[of.start]
    if new:
        maker = constructor(world, of)
        made = world.modules[maker.path].functions[maker.start]
        return Instance(of.path, one.scope, {**of.env, **bind(world, maker.path, made, given)})
    inside = {**of.env, **bind(world, of.path, one, given)}
    text = None
    for said in reversed(one.returns):
        found = world.thing(of.path, one.scope, said, inside, depth - 1)
        if found is not None and not isinstance(found, Literal | Given):
            return found
        if isinstance(found, Literal) and isinstance(found.value, str):
            text = text or found
    return text
