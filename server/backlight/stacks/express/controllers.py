"""Routers inside of classes, and routes told in words: `this.route({ method, path, handler })`."""

from collections.abc import Iterator

from backlight.analysis.javascript_members import attribute
from backlight.analysis.javascript_things import Closure, Environment, Instance, Made, Thing
from backlight.analysis.javascript_values import Call, Fields, Literal, Many, Member, Value
from backlight.analysis.javascript_world import World
from backlight.stacks.express.route import VERBS, Route, Router, guard, handler_of, paths

ADDS = frozenset({"route", "addRoute", "registerRoute"})
"""How the method of a class is called that registers what it is told in words."""
SERVES = ("handler", "controller", "action")
BEFORE = ("middleware", "middlewares", "permission", "permissions", "guard", "guards")
DEEPEST = 6
MADE = frozenset({"Router", "default", "application"})


def inner_router(world: World, of: Instance) -> Made | None:
    """The router of Express that an object keeps in one of its attributes."""
    for at in _classes(world, of):
        for name in world.modules[at.path].members:
            if name.rpartition(".")[0] != at.scope:
                continue
            found = attribute(world, of, name.rpartition(".")[2], 12)
            if isinstance(found, Made) and found.of.name in MADE and found.of.module == "express":
                return found
    return None


def controller_of(world: World, on: Thing | None) -> Router | None:
    """The router that an object registers its routes on."""
    made = inner_router(world, on) if isinstance(on, Instance) else None
    return (made.path, made.start, made.owner) if made is not None else None


def told_routes(
    world: World, path: str, scope: str, call: Call, env: Environment
) -> Iterator[Route]:
    """The routes of a call that tells a method of the object itself what to register."""
    words = told(call)
    if words is None or not isinstance(call.of, Member):
        return
    method, base, handler, before = words
    on = world.thing(path, scope, call.of.of, env)
    if method.lower() not in VERBS or not isinstance(on, Instance):
        return
    if not isinstance(attribute(world, on, call.of.name, 12), Closure):
        return
    router = controller_of(world, on) or (on.path, on.scope, "")
    verb = VERBS[method.lower()]
    name, file = handler_of(world, path, scope, handler, env, call.span)
    flat = (one for some in before for one in (some.items if isinstance(some, Many) else (some,)))
    guards = tuple(said for said in map(guard, flat) if said and said.upper() != "NONE")
    for text in paths(world.thing(path, scope, base, env)):
        yield Route(router, verb, text, path, call.line, name or f"{verb} {text}", file, guards)


def told(call: Call) -> tuple[str, Value, Value, tuple[Value, ...]] | None:
    """Method, path, handler and what stands before it, of a route that is told in words.

    `{ method: "get", path: "/", handler: show }`, or `"GET", "/", show`.
    """
    if len(call.args) == 1 and isinstance(call.args[0], Fields):
        said = dict(call.args[0].pairs)
        method, path = said.get("method"), said.get("path", said.get("url"))
        handler = next((said[key] for key in SERVES if key in said), None)
        if not isinstance(method, Literal) or path is None or handler is None:
            return None
        return str(method.value), path, handler, tuple(said[k] for k in BEFORE if k in said)
    if len(call.args) >= 3 and isinstance(call.args[0], Literal):
        return str(call.args[0].value), call.args[1], call.args[-1], call.args[2:-1]
    return None


def _classes(world: World, of: Instance) -> Iterator[Instance]:
    """The class of an object, and those above it."""
    todo: list[tuple[Instance, int]] = [(of, 0)]
    while todo:
        at, deep = todo.pop()
        yield at
        one = world.function(at.path, at.scope)
        for base in one.bases if one is not None and deep < DEEPEST else ():
            above: Thing | None = world.thing(at.path, one.outer if one else "", base, {})
            if isinstance(above, Closure):
                scope = world.modules[above.path].functions[above.start].scope
                todo.append((Instance(above.path, scope), deep + 1))
