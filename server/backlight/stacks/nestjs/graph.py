"""The modules of a Nest application: which controllers an application reaches, and below what."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from backlight.analysis.javascript_things import Array, Closure, Record, Thing
from backlight.analysis.javascript_values import (
    Call,
    Fields,
    Lambda,
    Literal,
    Many,
    Member,
    Value,
    dotted,
)
from backlight.analysis.javascript_world import World
from backlight.stacks.nestjs.decorators import named
from backlight.stacks.nestjs.fragment import Class, Fragment
from backlight.stacks.nestjs.paths import under

Key = tuple[str, int]
"""A class: its file, and where it starts there."""


@dataclass(slots=True)
class Modules:
    """What the modules say: their imports and controllers, and the paths of `RouterModule`."""

    imports: dict[Key, set[Key]] = field(default_factory=dict)
    controllers: dict[Key, set[Key]] = field(default_factory=dict)
    paths: dict[Key, str] = field(default_factory=dict)


def modules(world: World, fragments: Mapping[str, Fragment]) -> Modules:
    """Every module of the files."""
    found = Modules()
    for path, fragment in fragments.items():
        for one in fragment.classes:
            for call in one.decorators:
                if named(call) == "Module":
                    _module(world, path, one, call, found)
        for scope, call in fragment.module.calls:
            _routed(world, path, scope, call, found)
    return found


def reached(found: Modules, root: Key) -> set[Key]:
    """The controllers that an application reaches from its root module."""
    todo, seen = [root], {root}
    while todo:
        for inner in found.imports.get(todo.pop(), ()):
            if inner not in seen:
                seen.add(inner)
                todo.append(inner)
    return {one for module in seen for one in found.controllers.get(module, ())}


def prefix(found: Modules, controller: Key) -> list[str]:
    """The paths that `RouterModule` gives to the modules of a controller."""
    own = [m for m, some in found.controllers.items() if controller in some]
    return [found.paths.get(module, "") for module in own] or [""]


def _module(world: World, path: str, one: Class, call: Call, found: Modules) -> None:
    given = next((arg for arg in call.args if isinstance(arg, Fields)), None)
    pairs = dict(given.pairs) if given is not None else {}
    key = (path, one.start)
    for name, into in (("imports", found.imports), ("controllers", found.controllers)):
        into[key] = set(_classes(world, path, pairs.get(name)))
    for inner in _items(pairs.get("imports")):
        if isinstance(inner, Call):
            _routed(world, path, "", inner, found)


def _items(said: Value | None) -> Iterator[Value]:
    if isinstance(said, Many):
        for item in said.items:
            yield from _items(item)
    elif said is not None:
        yield said


def _classes(world: World, path: str, said: Value | None) -> Iterator[Key]:
    """The classes that a list names: as they are, by `forRoot(…)`, by `forwardRef(() => …)`."""
    for item in _items(said):
        inner = item
        if isinstance(inner, Call) and dotted(inner.of) == "forwardRef" and inner.args:
            lazy = inner.args[0]
            one = (
                world.modules[path].functions.get(lazy.start) if isinstance(lazy, Lambda) else None
            )
            inner = one.returns[0] if one is not None and one.returns else inner
        if isinstance(inner, Call) and isinstance(inner.of, Member):
            inner = inner.of.of
        yield from _keys(world.thing(path, "", inner, {}))


def _keys(thing: Thing | None) -> Iterator[Key]:
    if isinstance(thing, Closure):
        yield thing.path, thing.start
    elif isinstance(thing, Array):
        for item in thing.items:
            yield from _keys(item)


def _routed(world: World, path: str, scope: str, call: Call, found: Modules) -> None:
    """`RouterModule.register([{ path, module, children }])`."""
    if dotted(call.of) not in {"RouterModule.register", "RouterModule.forRoutes"} or not call.args:
        return
    _routes(world.thing(path, scope, call.args[0], {}), "", found)


def _routes(thing: Thing | None, before: str, found: Modules) -> None:
    for item in thing.items if isinstance(thing, Array) else ():
        if isinstance(item, Closure):
            found.paths.setdefault((item.path, item.start), before)
        if not isinstance(item, Record):
            continue
        pairs = dict(item.pairs)
        own, module = pairs.get("path"), pairs.get("module")
        whole = under(before, str(own.value)) if isinstance(own, Literal) else before
        if isinstance(module, Closure):
            found.paths[module.path, module.start] = whole
        _routes(pairs.get("children"), whole, found)
