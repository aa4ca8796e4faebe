"""Middleware that modules put before routes: `consumer.apply(Auth).forRoutes("users")`."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from re import compile as regex

from backlight.analysis.guards import limited, signs_in
from backlight.analysis.javascript_things import Closure
from backlight.analysis.javascript_values import Call, Fields, Many, Member, Value, dotted
from backlight.analysis.javascript_world import World
from backlight.stacks.nestjs.application import pattern
from backlight.stacks.nestjs.constants import At, text
from backlight.stacks.nestjs.fragment import Fragment
from backlight.stacks.nestjs.graph import Key

PARAMETER = regex(r"\\\{\w+\\\}")
"""A parameter in a pattern, whatever it is called."""


@dataclass(frozen=True, slots=True)
class Matched:
    """Routes by their path, without the global prefix, and by their method."""

    path: str
    method: str = "ALL"

    def takes(self, method: str, path: str) -> bool:
        """Whether a route is one of them."""
        return (
            self.method in {"ALL", method}
            and regex(self.path).fullmatch(path.strip("/")) is not None
        )


@dataclass(frozen=True, slots=True)
class Middleware:
    """What one `forRoutes` says."""

    file: str
    names: tuple[str, ...]
    """What asks who it is, or counts requests."""
    controllers: frozenset[Key]
    routes: tuple[Matched, ...]
    without: tuple[Matched, ...]

    def stands_before(self, controller: Key, method: str, path: str) -> bool:
        """Whether a route of a controller passes it."""
        if any(one.takes(method, path) for one in self.without):
            return False
        return controller in self.controllers or any(one.takes(method, path) for one in self.routes)


def middlewares(world: World, fragments: Mapping[str, Fragment]) -> tuple[Middleware, ...]:
    """All middleware of the files that asks who it is, or counts."""
    found = (
        _applied(world, At(path, scope), call)
        for path, fragment in fragments.items()
        for scope, call in fragment.module.calls
        if isinstance(call.of, Member) and call.of.name == "forRoutes"
    )
    return tuple(one for one in found if one is not None)


def _applied(world: World, at: At, call: Call) -> Middleware | None:
    chain = dict(_chain(call))
    names = tuple(
        name
        for item in _items(chain.get("apply", ()))
        if (name := dotted(item.of if isinstance(item, Call) else item))
        and (signs_in(name) or limited(name))
    )
    if not names:
        return None
    given = tuple(_items(call.args))
    return Middleware(
        file=at.path,
        names=names,
        controllers=frozenset(_controllers(world, at, given)),
        routes=tuple(_matched(world, at, given, below="(/.*)?")),
        without=tuple(_matched(world, at, tuple(_items(chain.get("exclude", ()))))),
    )


def _chain(call: Call) -> Iterator[tuple[str, tuple[Value, ...]]]:
    """The calls that a call stands behind, by name: `consumer.apply(…).exclude(…)`."""
    inner: Value = call
    while isinstance(inner, Call) and isinstance(inner.of, Member):
        yield inner.of.name, inner.args
        inner = inner.of.of


def _items(given: tuple[Value, ...]) -> Iterator[Value]:
    for one in given:
        yield from _items(one.items) if isinstance(one, Many) else (one,)


def _controllers(world: World, at: At, given: tuple[Value, ...]) -> Iterator[Key]:
    for item in given:
        thing = world.thing(at.path, at.scope, item, at.env)
        if isinstance(thing, Closure):
            yield thing.path, thing.start


def _matched(world: World, at: At, given: tuple[Value, ...], below: str = "") -> Iterator[Matched]:
    """Routes as they are named: `'users'` (and what is `below`), `{ path, method }`."""
    for item in given:
        pairs = dict(item.pairs) if isinstance(item, Fields) else {}
        said = pairs.get("path") if isinstance(item, Fields) else item
        path = text(world, at, said) if said is not None else None
        if path is None:
            continue
        method = dotted(pairs["method"]).rpartition(".")[2] if "method" in pairs else ""
        whole = PARAMETER.sub("[^/]+", pattern(path))
        yield Matched(whole, method) if method else Matched(whole + below)
