"""What the settings of a Nest application say under a name, as far as files of code say it."""

from collections.abc import Iterator

from backlight.analysis.javascript_things import Closure, Environment
from backlight.analysis.javascript_values import Call, Fields, Lambda, Literal, Many, Value, dotted
from backlight.analysis.javascript_world import World

Said = tuple[str, str, Value]
"""A value with the file and the scope that it is said in."""

LOADING = {"ConfigModule.forRoot", "ConfigModule.forFeature"}
LONGEST = 8


def setting(world: World, key: str) -> Said | None:
    """What stands under a key such as `app.prefix`: by `registerAs`, or what `forRoot` loads."""
    space, _, rest = key.partition(".")
    for path, module in world.modules.items():
        for scope, call in module.calls:
            if dotted(call.of) == "registerAs" and len(call.args) > 1:
                named = world.thing(path, scope, call.args[0], {})
                found = _under(_made(world, path, scope, call.args[1]), rest)
                if named == Literal(space) and found is not None:
                    return found
            elif dotted(call.of) in LOADING:
                for said in _loaded(call):
                    found = _under(_made(world, path, scope, said), key)
                    if found is not None:
                        return found
    return None


def _loaded(call: Call) -> Iterator[Value]:
    """What `forRoot({ load: [configuration] })` is given."""
    for given in call.args:
        pairs = dict(given.pairs) if isinstance(given, Fields) else {}
        loads = pairs.get("load")
        yield from loads.items if isinstance(loads, Many) else ()


def _made(world: World, path: str, scope: str, said: Value) -> list[Said]:
    """What a function of settings gives back."""
    none: Environment = {}
    thing = world.thing(path, scope, said, none)
    if isinstance(said, Lambda):
        thing = Closure(path, said.start)
    if not isinstance(thing, Closure):
        return []
    one = world.modules[thing.path].functions[thing.start]
    return [(thing.path, one.scope, given) for given in one.returns]


def _under(made: list[Said], key: str) -> Said | None:
    """The entry of an object literal that a dotted key leads to."""
    for path, scope, said in made:
        here: Value | None = said
        for name in key.split(".")[:LONGEST]:
            here = dict(here.pairs).get(name) if isinstance(here, Fields) else None
        if here is not None:
            return path, scope, here
    return None
