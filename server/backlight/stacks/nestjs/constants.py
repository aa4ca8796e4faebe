"""What a value given to a decorator stands for: strings, through constants, enums and settings."""

from dataclasses import dataclass, field

from backlight.analysis.javascript_facts import qualified
from backlight.analysis.javascript_things import Array, Environment, Result, Thing
from backlight.analysis.javascript_values import (
    Call,
    Either,
    Fields,
    Join,
    Literal,
    Many,
    Member,
    Value,
    dotted,
)
from backlight.analysis.javascript_world import World
from backlight.stacks.nestjs.settings import setting

DEPTH = 8


@dataclass(frozen=True, slots=True)
class At:
    """A place that values are read at: a file, a scope in it, and what its parameters are."""

    path: str
    scope: str = ""
    env: Environment = field(default_factory=dict)


def texts(world: World, at: At, said: Value, depth: int = DEPTH) -> list[str] | None:
    """The strings that a value stands for (one, or the items of an array); `None`: not known."""
    if depth == 0:
        return None
    if isinstance(said, Many):
        found = [texts(world, at, item, depth - 1) for item in said.items]
        return None if None in found else [one for some in found for one in some or ()]
    if isinstance(said, Join):
        return _joined(world, at, said, depth)
    if isinstance(said, Either):
        left = texts(world, at, said.left, depth - 1)
        return left if left is not None else texts(world, at, said.right, depth - 1)
    return _strings(world, world.thing(at.path, at.scope, said, at.env), depth)


def text(world: World, at: At, said: Value) -> str | None:
    """The one string that a value stands for."""
    found = texts(world, at, said)
    return found[0] if found else None


def shown(world: World, at: At, said: Value) -> list[str]:
    """The strings of a path; what is not known is shown as a parameter of the name it is given."""
    found = texts(world, at, said)
    return found if found is not None else [f":{dotted(said).replace('.', '_') or 'path'}"]


def configured(world: World, at: At, said: Value) -> str | None:
    """A string that may come from the settings: their default, else a parameter of their name.

    `config.get("API_PREFIX", "api")` is `api`; `config.get("app.apiPrefix")` is `:apiPrefix`.
    """
    known = text(world, at, said)
    if known is not None or isinstance(said, Literal):
        return known
    read = _read(world, at, said)
    if read is None:
        return None
    call, names = read
    default = text(world, at, call.args[1]) if len(call.args) > 1 and not names else None
    key = text(world, at, call.args[0])
    if key is None:
        return default
    whole = ".".join((key, *names))
    found = setting(world, whole)
    kept = text(world, At(found[0], found[1]), found[2]) if found is not None else None
    return kept or default or f":{whole.rpartition('.')[2]}"


def _read(world: World, at: At, said: Value) -> tuple[Call, tuple[str, ...]] | None:
    """The `config.get(…)` that a value comes from, and which of its entries is taken."""
    values, name = world.modules[at.path].values, dotted(said)
    given = values.get(qualified(at.scope, name)) or values.get(name) or said
    names: tuple[str, ...] = ()
    while isinstance(given, Member) and len(names) < DEPTH:
        names, given = (given.name, *names), given.of
        within = values.get(qualified(at.scope, dotted(given))) if dotted(given) else None
        given = within or given
    if not isinstance(given, Call) or not given.args or not isinstance(given.of, Member):
        return None
    return (given, names) if given.of.name in {"get", "getOrThrow"} else None


def _joined(world: World, at: At, said: Join, depth: int) -> list[str] | None:
    whole = ""
    for part in said.parts:
        found = texts(world, at, part, depth - 1)
        if found is None or len(found) != 1:
            name = dotted(part)
            if not name or name.startswith("process."):
                return None
            found = [f":{name.replace('.', '_')}"]
        whole += found[0]
    return [whole]


def _strings(world: World, thing: Thing | None, depth: int) -> list[str] | None:
    match thing:
        case Literal(value) if value is not None:
            return [str(value)]
        case Array(items):
            found = [_strings(world, item, depth - 1) for item in items]
            return None if None in found else [one for some in found for one in some or ()]
        case Result(_, "get" | "getOrThrow", args):
            return _setting(world, args, depth)
        case _:
            return None


def _setting(world: World, args: tuple[Thing, ...], depth: int) -> list[str] | None:
    """`config.get("app.prefix")`: what `registerAs("app", …)` says, else the default given."""
    key = args[0].value if args and isinstance(args[0], Literal) else None
    if not isinstance(key, str):
        return None
    found = setting(world, key)
    if found is not None:
        return texts(world, At(found[0], found[1]), found[2], depth - 1)
    return _strings(world, args[1], depth - 1) if len(args) > 1 else None


def option(said: Call, name: str) -> Value | None:
    """An entry of the object literal that a call is given."""
    given = next((arg for arg in said.args if isinstance(arg, Fields)), None)
    return dict(given.pairs).get(name) if given is not None else None
