"""What a route leads to: a function, a class, an alias of one, behind any decorator."""

from dataclasses import replace

from backlight.analysis.facts import Endpoint
from backlight.analysis.python_modules import Place
from backlight.analysis.python_values import Call, Literal, Many, Name, Unknown, Value
from backlight.stacks.django.made import own_way
from backlight.stacks.django.views import Served, class_view, function_view
from backlight.stacks.django.world import At, World


def view(world: World, at: At, said: Value, line: int) -> tuple[Served, ...]:
    """What a view serves; wrappers (`login_required(…)`) are looked through."""
    if at.depth == 0:
        return ()
    below = replace(at, depth=at.depth - 1)
    match said:
        case Literal(value=str(name)):
            dotted = f"{at.views}.{name}".strip(".")
            place = world.modules.target(dotted, at.file)
            return _placed(world, below, place, line)
        case Name(dotted=name):
            return _placed(world, below, world.modules.find(at.file, "", name), line)
        case Unknown(code=code) if code.startswith("lambda"):
            return (Served("ANY", "lambda", at.file, line),)
        case Call() if said.name.endswith(".as_view"):
            place = world.modules.find(at.file, "", said.name.removesuffix(".as_view"))
            if place is not None and own_way(world, at.file, said.name):
                return class_view(world.modules, place, None, Many(()))
            given = said.argument(0, "actions"), said.argument(9, "http_method_names")
            return class_view(world.modules, place, *given)
        case Call():
            for inner in said.args:
                if isinstance(inner, Name | Call) and (found := view(world, below, inner, line)):
                    return found
            return _placed(world, below, world.modules.find(at.file, "", said.name), line)
    return ()


def _placed(world: World, at: At, place: Place | None, line: int) -> tuple[Served, ...]:
    """What a name that leads to a function, a class or `View.asview()` serves."""
    if place is None or place.path not in world.files:
        return ()
    fragment = world.files[place.path]
    if place.name in fragment.module.functions:
        return function_view(fragment, place)
    if place.name in fragment.module.classes:
        return class_view(world.modules, place, None)
    said = fragment.module.values.get(place.name)
    return view(world, replace(at, file=place.path), said, line) if said is not None else ()


def endpoint(one: Served, path: str, file: str, line: int) -> Endpoint:
    """One method of a view at a path, and where it was registered."""
    return Endpoint(
        method=one.method,
        path=path,
        handler=one.handler,
        stack="Django",
        file=one.file,
        line=one.line,
        route_file=file,
        route_line=line,
        model=one.model,
    )
