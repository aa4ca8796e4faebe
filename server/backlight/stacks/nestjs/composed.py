"""Decorators down to those of Nest: what `applyDecorators(Get(path), UseGuards(…))` is made of."""

from collections.abc import Iterator
from dataclasses import dataclass

from backlight.analysis.javascript_facts import qualified
from backlight.analysis.javascript_members import bind
from backlight.analysis.javascript_things import Closure
from backlight.analysis.javascript_values import Call, Many, Name, Value, dotted
from backlight.analysis.javascript_world import World
from backlight.stacks.nestjs.constants import At

DEPTH = 5


@dataclass(frozen=True, slots=True)
class Said:
    """A decorator as Nest knows it, and where its arguments are to be read."""

    name: str
    call: Call
    at: At
    line: int
    """Of what is written on the class or method itself."""
    own: str = ""
    """The name that is written there, if it is a composed one."""


def expanded(world: World, path: str, calls: tuple[Call, ...]) -> Iterator[Said]:
    """Each decorator, composed ones replaced by what they are made of."""
    for call in calls:
        yield from _one(world, At(path), call, Said("", call, At(path), call.line), DEPTH)


def _one(world: World, at: At, call: Call, top: Said, depth: int) -> Iterator[Said]:
    written = dotted(call.of)
    first, _, rest = written.partition(".")
    origin = world.modules[at.path].imports.get(first)
    if origin is not None and world.files.resolve(origin.module, at.path) is None:
        name = rest or (origin.name if origin.name not in {"*", "default"} else first)
        known = name.rpartition(".")[2]
        if known in _OF_NEST and not origin.module.startswith("@nestjs/"):
            return
        yield Said(known, call, at, top.line, top.own)
        return
    found = world.thing(at.path, at.scope, call.of, at.env)
    if not isinstance(found, Closure):
        yield Said(written.rpartition(".")[2], call, at, top.line, top.own)
        return
    own = Said("", top.call, top.at, top.line, top.own or written)
    yield Said(written, call, at, top.line, top.own)
    if depth > 0:
        yield from _inside(world, at, call, found, own, depth)


def _inside(
    world: World, at: At, call: Call, found: Closure, top: Said, depth: int
) -> Iterator[Said]:
    one = world.modules[found.path].functions[found.start]
    given = [world.thing(at.path, at.scope, arg, at.env) for arg in call.args]
    env = {**found.env, **bind(world, found.path, one, given)}
    inner = At(found.path, one.scope, env)
    for said in one.returns:
        if not isinstance(said, Call):
            continue
        parts = said.args if dotted(said.of) == "applyDecorators" else (said,)
        for part in (each for given in parts for each in _listed(world, found, one.scope, given)):
            if isinstance(part, Call):
                yield from _one(world, inner, part, top, depth - 1)
            elif isinstance(part, Name):
                yield from _one(world, inner, Call(part), top, depth - 1)


def _listed(world: World, found: Closure, scope: str, part: Value) -> Iterator[Value]:
    """What a list under a name holds, `applyDecorators(...all)`, with all that may be put to it."""
    module = world.modules[found.path]
    held = module.values.get(qualified(scope, part.name)) if isinstance(part, Name) else None
    if not (isinstance(part, Name) and isinstance(held, Many)):
        yield part
        return
    yield from held.items
    for where, call in module.calls:
        if where == scope and dotted(call.of) == f"{part.name}.push":
            yield from call.args


_OF_NEST = {
    *("Get", "Post", "Put", "Patch", "Delete", "Head", "Options", "All", "Sse", "Search"),
    *("Controller", "Module", "Version", "UseGuards", "RequestMapping"),
}
"""Names that other packages have as well, and mean something else by."""
