"""The routes of a Django project: from `ROOT_URLCONF` down through every `include`."""

from collections.abc import Iterator, Mapping
from dataclasses import replace

from backlight.analysis.facts import Endpoint
from backlight.analysis.python_modules import Modules
from backlight.analysis.python_routes import is_test
from backlight.analysis.python_values import Call, Join, Literal, Many, Name, Unknown, Value
from backlight.stacks.django.made import of_call, of_code
from backlight.stacks.django.made_things import Route, Said
from backlight.stacks.django.paths import from_path, from_regex, joined
from backlight.stacks.django.routers import Routed, registrations, routes
from backlight.stacks.django.scan import Fragment
from backlight.stacks.django.targets import endpoint, view
from backlight.stacks.django.world import At, World, text

LANGUAGE = "{language}"
"""What stands for the language of a client, where each has paths of its own."""
MOST = 5000
"""Lists of routes that are gone through."""


def link(files: Mapping[str, Fragment]) -> tuple[Endpoint, ...]:
    """Every endpoint of a project, one for each method; of a lone urlconf too."""
    world = _world(files)
    named = _named_roots(world)
    if named:
        return _distinct(e for root in named for e in _module(world, At(root), root))
    tops = [path for path in files if "urlpatterns" in files[path].lists]
    linked = {path: tuple(_module(world, At(path), path)) for path in tops}
    found = (linked[path] for path in tops if path not in world.entered)
    return _distinct(endpoint for some in found for endpoint in some)


def roots(files: Mapping[str, Fragment]) -> list[str]:
    """The urlconfs that the settings of a project name."""
    return _named_roots(_world(files))


def _world(files: Mapping[str, Fragment]) -> World:
    modules = Modules({path: fragment.module for path, fragment in files.items()})
    return World(files, modules, registrations(modules))


def _named_roots(world: World) -> list[str]:
    found = dict.fromkeys(_roots(world))
    return [root for root in found if not is_test(root)] or list(found)


def _roots(world: World) -> Iterator[str]:
    """The files that a `ROOT_URLCONF` names."""
    for path, fragment in world.files.items():
        said = fragment.texts.get("ROOT_URLCONF")
        name = world.modules.text(path, "", said) if said is not None else None
        root = world.modules.file(name, path) if name else None
        if root is not None and "urlpatterns" in world.files[root].lists:
            yield root


def _distinct(found: Iterator[Endpoint]) -> tuple[Endpoint, ...]:
    return tuple({(e.method, e.path, e.file, e.handler): e for e in found}.values())


def _module(world: World, at: At, path: str, name: str = "urlpatterns") -> Iterator[Endpoint]:
    """The routes of a list at the top of a file."""
    if at.depth == 0 or path not in world.files or next(world.visits) > MOST:
        return
    if path != at.file:
        world.entered.add(path)
    here = replace(at, file=path, views="" if path != at.file else at.views, depth=at.depth - 1)
    for said in world.files[path].lists.get(name, ()):
        yield from _items(world, here, said)


def _items(world: World, at: At, said: Value) -> Iterator[Endpoint]:
    """The routes that an expression holds."""
    if at.depth == 0:
        return
    match said:
        case Many(items=items) | Join(parts=items):
            for item in items:
                yield from _items(world, at, item)
        case Name(dotted=name):
            yield from _named(world, at, name)
        case Unknown(code=code) if code in world.files[at.file].makers:
            yield from _made(world, at, of_code(world, at, world.files[at.file].makers[code]))
        case Unknown(code=code) if code.startswith("*"):
            yield from _named(world, at, code[1:].strip())
        case Call():
            yield from _called(world, at, said)


def _called(world: World, at: At, call: Call) -> Iterator[Endpoint]:
    last = call.name.rpartition(".")[2]
    below = replace(at, depth=at.depth - 1)
    if last in {"path", "re_path", "url"}:
        yield from _route(world, below, call, regex=last != "path")
    elif last == "i18n_patterns":
        bare = call.keyword("prefix_default_language") == Literal(False)
        language = "" if bare else f"{LANGUAGE}/"
        for item in call.args:
            yield from _items(world, replace(below, path=f"{at.path}{language}"), item)
    elif last == "patterns":
        views = text(world, at, call.argument(0, "prefix"))
        for item in call.args[1:]:
            yield from _items(world, replace(below, views=views), item)
    elif (made := of_call(world, at, call)) is not None:
        yield from _made(world, below, made)
    else:
        for item in call.args:
            if not isinstance(item, Literal):
                yield from _items(world, below, item)


def _made(world: World, at: At, made: object) -> Iterator[Endpoint]:
    """The routes that code makes: paths, lists of them, and what another file holds."""
    if at.depth == 0:
        return
    below = replace(at, depth=at.depth - 1)
    match made:
        case list():
            for item in made:
                yield from _made(world, below, item)
        case Route(target=list()):
            yield from _made(
                world,
                replace(below, path=_further(at, made.pattern, regex=made.regex)),
                made.target,
            )
        case Route(target=Said(value=target, file=file)):
            here = replace(below, file=file, path=_further(at, made.pattern, regex=made.regex))
            yield from _led(world, here, target, (made.file, made.line))
        case Said(value=said, file=file) if file in world.files:
            yield from _items(world, replace(below, file=file), said)


def _further(at: At, pattern: str, *, regex: bool) -> str:
    return at.path + (from_regex(pattern) if regex else from_path(pattern))


def _named(world: World, at: At, name: str) -> Iterator[Endpoint]:
    """More routes by name: a list, a module with `urlpatterns`, the `urls` of a router."""
    owner, _, last = name.rpartition(".")
    router = world.modules.find(at.file, "", owner) if last == "urls" else None
    if router is not None and router.path in world.files:
        for routed in routes(world.modules, world.registered, router):
            yield from _routed(at, routed)
    place = world.modules.find(at.file, "", name)
    if place is not None:
        yield from _module(world, at, place.path, place.name or "urlpatterns")


def _routed(at: At, routed: Routed) -> Iterator[Endpoint]:
    for one in routed.served:
        yield endpoint(one, joined(at.path, routed.path), routed.file, routed.line)


def _route(world: World, at: At, call: Call, *, regex: bool) -> Iterator[Endpoint]:
    """One `path(…)`: a view, or the routes it includes."""
    pattern = text(world, at, call.argument(0, "regex" if regex else "route"))
    if call.argument(0, "route") is None:
        pattern = text(world, at, call.argument(0, "regex"))
    target = call.argument(1, "view")
    if target is not None:
        below = replace(at, path=_further(at, pattern, regex=regex))
        yield from _led(world, below, target, (at.file, call.line))


def _led(world: World, at: At, target: Value, where: tuple[str, int]) -> Iterator[Endpoint]:
    """What a path leads to; `where` is the place that it was registered in."""
    if isinstance(target, Call) and target.name.rpartition(".")[2] == "include":
        yield from _included(world, at, target.argument(0, "arg"))
    elif isinstance(target, Many):
        yield from _included(world, at, target)
    elif isinstance(target, Name) and target.dotted.endswith(".urls"):
        yield from _named(world, at, target.dotted)
    else:
        for one in view(world, at, target, where[1]):
            yield endpoint(one, joined(at.path, ""), *where)


def _included(world: World, at: At, given: Value | None) -> Iterator[Endpoint]:
    """What `include` is given: a module by name, a list, or a pair of either and a namespace."""
    if isinstance(given, Many):
        paired = len(given.items) > 1 and isinstance(given.items[1], Literal)
        if paired or (given.items and isinstance(given.items[0], Literal)):
            yield from _included(world, at, given.items[0])
            return
    if isinstance(given, Literal | Join):
        name = world.modules.text(at.file, "", given)
        place = world.modules.target(name, at.file) if name else None
        if place is not None:
            yield from _module(world, at, place.path, place.name or "urlpatterns")
    elif given is not None:
        yield from _items(world, at, given)
