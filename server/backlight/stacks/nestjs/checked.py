"""Whether the body of a handler is checked: its class has rules, and a pipe applies them."""

from collections.abc import Mapping
from re import compile as regex

from backlight.analysis.javascript_things import Closure, Given
from backlight.analysis.javascript_values import Call, Name, Value, dotted
from backlight.analysis.javascript_world import World
from backlight.stacks.nestjs.application import Application
from backlight.stacks.nestjs.decorators import checks, named
from backlight.stacks.nestjs.fragment import Class, Fragment, Member

TYPE = regex(r"^[A-Za-z_$][\w$]*")
DEPTH = 6


def checked(
    world: World,
    own: Mapping[str, Fragment],
    path: str,
    of: Class,
    method: Member,
    *,
    app: Application,
) -> str:
    """What checks the body of a method: the type of the body, or the pipe; empty if nothing."""
    pipes = [
        a for c in (*of.decorators, *method.decorators) if named(c) == "UsePipes" for a in c.args
    ]
    name = TYPE.match(method.type)
    kind = name[0] if name is not None else ""
    for pipe in pipes:
        if checks(pipe) and (not _by_class(pipe) or not kind):
            return kind or "pipe"
    if method.piped:
        return kind or method.piped
    if not (app.checked or any(map(checks, pipes))) or not kind:
        return ""
    return kind if ruled(world, own, path, kind) else ""


def ruled(
    world: World, own: Mapping[str, Fragment], path: str, kind: str, depth: int = DEPTH
) -> bool:
    """Whether a type is a class with rules; one of a package is taken to have them."""
    origin = world.modules[path].imports.get(kind)
    if origin is not None and world.files.resolve(origin.module, path) is None:
        return not origin.module.startswith((".", "/"))
    thing = world.named(path, "", kind, {})
    if thing is None or isinstance(thing, Given) or not isinstance(thing, Closure):
        return thing is not None and not isinstance(thing, Given) and origin is not None
    found = next((c for c in own[thing.path].classes if c.start == thing.start), None)
    if found is None or depth == 0:
        return False
    if any(_rule(world, thing.path, call) for one in found.fields for call in one.decorators):
        return True
    return any(_above(world, own, thing.path, base, depth) for base in found.bases)


def _above(world: World, own: Mapping[str, Fragment], path: str, base: object, depth: int) -> bool:
    """A class above: its own rules, or those `PartialType(CreateUser)` carries over."""
    if isinstance(base, Name):
        return ruled(world, own, path, base.name, depth - 1)
    if isinstance(base, Call):
        if "zod" in dotted(base.of).lower():
            return True
        return any(
            ruled(world, own, path, dotted(arg), depth - 1) for arg in base.args if dotted(arg)
        )
    return False


def _rule(world: World, path: str, call: Call) -> bool:
    """Whether a decorator of a field checks it: one of class-validator, or one of the project."""
    origin = world.modules[path].imports.get(dotted(call.of).partition(".")[0])
    if origin is None:
        return named(call).startswith(("Is", "Min", "Max", "Matches", "Length", "Validate"))
    if origin.module == "class-validator":
        return True
    if world.files.resolve(origin.module, path) is not None:
        return "Column" not in named(call)
    return named(call).startswith("Is")


def _by_class(pipe: Value) -> bool:
    """Whether a pipe checks by the class of what it is given, as Nest's own does."""
    name = dotted(pipe.of) if isinstance(pipe, Call) else dotted(pipe)
    return name.endswith("ValidationPipe") and "Zod" not in name and "Joi" not in name
