"""One registration of a route in Express, and what it says of its handler."""

from collections.abc import Iterator
from dataclasses import dataclass

from backlight.analysis.javascript_names import request_of
from backlight.analysis.javascript_things import Array, Closure, Environment, Thing
from backlight.analysis.javascript_values import Call, Literal, Many, Value, dotted
from backlight.analysis.javascript_world import World
from backlight.analysis.syntax import Span

VERBS = {
    "get": "GET",
    "post": "POST",
    "put": "PUT",
    "patch": "PATCH",
    "delete": "DELETE",
    "del": "DELETE",
    "head": "HEAD",
    "options": "OPTIONS",
    "all": "ANY",
}
Router = tuple[str, int | str, str]
"""What a router is known by: its file, where it was made, its name."""


@dataclass(frozen=True, slots=True)
class Route:
    """One registration, as it is written."""

    router: Router
    method: str
    path: str
    file: str
    line: int
    handler: str
    handler_file: str
    guards: tuple[str, ...]


def guard(said: Value) -> str:
    """Middleware as a reader calls it, with the schema it is given: `validate(createUser)`."""
    if isinstance(said, Call):
        given = ", ".join(filter(None, map(dotted, said.args)))
        return f"{dotted(said.of)}({given})" if given else dotted(said.of)
    return dotted(said)


def flat(given: tuple[Value, ...]) -> Iterator[Value]:
    """What is given one by one, and what stands in lists: `[signedIn, validate], edit`."""
    for one in given:
        yield from flat(one.items) if isinstance(one, Many) else (one,)


def handler_of(
    world: World, path: str, scope: str, last: Value, env: Environment, within: Span
) -> tuple[str, str]:
    """The name and the file of a handler; one written inside of its registration has no name."""
    thing = world.thing(path, scope, last, env)
    while isinstance(thing, Array) and thing.items:
        thing = thing.items[-1]
    if isinstance(last, Call):
        inner = [world.thing(path, scope, arg, env) for arg in last.args]
        some = [one for one in inner if isinstance(one, Closure)]
        serving = [one for one in some if _serves(world, one)]
        thing = serving[-1] if serving else thing
        thing = some[-1] if some and not isinstance(thing, Closure) else thing
    if isinstance(thing, Closure):
        one = world.modules[thing.path].functions[thing.start]
        inline = thing.path == path and within.start <= thing.start < within.end
        return ("", path) if inline else (one.name, thing.path)
    return dotted(last), path


def _serves(world: World, one: Closure) -> bool:
    return request_of(world.modules[one.path].functions[one.start].parameters) is not None


def paths(base: Thing | None) -> Iterator[str]:
    """The paths a route is registered for; a regular expression is no path that can be told."""
    for thing in base.items if isinstance(base, Array) else (base,):
        if isinstance(thing, Literal) and isinstance(thing.value, str):
            yield thing.value
