"""Routes in tables, taken apart by a loop: `router[method](path, …)` for each `"get /users"`."""

from collections.abc import Iterator
from re import compile as regex

from backlight.analysis.javascript_facts import Keyed
from backlight.analysis.javascript_values import (
    Call,
    Fields,
    Literal,
    Many,
    Member,
    Name,
    Unknown,
    Value,
)
from backlight.analysis.javascript_world import World
from backlight.stacks.express.controllers import SERVES
from backlight.stacks.express.route import VERBS, Route, Router, handler_of
from backlight.stacks.express.routers import router_of

COMPUTED = regex(r"(\w+)\[\w+(?:\.toLowerCase\(\))?\]")
"""A method of a router whose name a variable holds."""


def tabled(world: World, path: str, scope: str, call: Call) -> Iterator[Route]:
    """The routes of a call that registers whatever the tables of the project hold."""
    found = COMPUTED.fullmatch(call.of.code) if isinstance(call.of, Unknown) else None
    if found is None or len(call.args) < 2 or isinstance(call.args[0], Literal):
        return
    if not _split(world, path, scope):
        return
    router = router_of(world.thing(path, scope, Name(found[1]), {}))
    if router is None:
        return
    key = _asked(world, path, scope)
    for file, module in world.modules.items():
        for one in module.keyed:
            if not key or (isinstance(one.said, Fields) and key in dict(one.said.pairs)):
                yield from _route(world, router, file, one)


def _split(world: World, path: str, scope: str) -> bool:
    """Whether the function takes keys apart at their blank."""
    return any(
        where == scope
        and isinstance(one.of, Member)
        and one.of.name == "split"
        and one.args[:1] == (Literal(" "),)
        for where, one in world.modules[path].calls
    )


def _asked(world: World, path: str, scope: str) -> str:
    """What the function asks each row for: `controller` of `rows[key].controller`.

    Tables of other things have such keys as well, as those that stand for a server in a browser.
    """
    calls = world.modules[path].calls
    given = (arg for where, one in calls if where == scope for arg in one.args)
    said = (arg.name for arg in given if isinstance(arg, Member))
    return next((name for name in said if name in SERVES), "")


def _route(world: World, router: Router, file: str, one: Keyed) -> Iterator[Route]:
    handler = one.said
    guards: tuple[str, ...] = ()
    if isinstance(handler, Fields):
        said = dict(handler.pairs)
        guards = tuple(name for name, value in handler.pairs if value == Literal(value=True))
        handler = next((said[key] for key in SERVES if key in said), Unknown(""))
    last: Value = handler.items[-1] if isinstance(handler, Many) and handler.items else handler
    if isinstance(last, Literal | Unknown) or one.method not in VERBS:
        return
    world.ask()
    verb = VERBS[one.method]
    name, at = handler_of(world, file, one.scope, last, {}, one.span)
    yield Route(router, verb, one.path, file, one.line, name or f"{verb} {one.path}", at, guards)
