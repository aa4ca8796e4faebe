"""The endpoints of a Spring application: controllers, what is above them, and settings."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from backlight.analysis.facts import Endpoint
from backlight.analysis.java_values import File, Method, simple
from backlight.analysis.java_world import Found, World
from backlight.stacks.spring import functional_link, messages, prefixes
from backlight.stacks.spring.fragment import Code, Fragment, Operation
from backlight.stacks.spring.guards import guards
from backlight.stacks.spring.mappings import Mapping as Mapped
from backlight.stacks.spring.mappings import is_controller, mapping
from backlight.stacks.spring.paths import under, url
from backlight.stacks.spring.settings import filled

GENERATED = ("Api", "ApiDelegate", "Operations", "Resource")
"""How the interfaces are called that a generator makes of an API description."""


@dataclass(frozen=True, slots=True)
class Route:
    """A method that serves, where it stands, and what maps it."""

    at: Found
    method: Method
    mapped: Mapped
    where: tuple[str, int]
    """Where the mapping is written."""


def link(fragments: Mapping[str, Fragment]) -> tuple[Endpoint, ...]:
    """Every endpoint of the files of a project, once for each path it answers at."""
    code = {path: one.file for path, one in fragments.items() if isinstance(one, Code)}
    world = World(code)
    above = {p: one for p, one in fragments.items() if not isinstance(one, Code) or one.prefixes}
    found: dict[Endpoint, None] = {}
    for file in code.values():
        for one in file.types:
            if one.kind not in {"class", "record"} or "abstract" in one.words:
                continue
            at = (file, one)
            if is_controller(world, at):
                found |= dict.fromkeys(_endpoints(world, above, at))
                found |= dict.fromkeys(messages.endpoints(world, at))
            elif any(simple(name).endswith("ApiDelegate") for name in one.supers):
                found |= dict.fromkeys(_endpoints(world, above, at, delegate=True))
    found |= dict.fromkeys(functional_link.endpoints(world, fragments))
    return tuple(found)


def _endpoints(
    world: World, fragments: Mapping[str, Fragment], at: Found, *, delegate: bool = False
) -> Iterator[Endpoint]:
    values = prefixes.known(fragments, at[0].path)
    before = under(prefixes.of_settings(values), prefixes.of_code(world, fragments, at)).rstrip("/")
    top = _top(world, at)
    routes = list(_routes(world, at))
    operations = list(_generated(world, fragments, at, {r.method.name for r in routes}))
    if delegate and operations:
        found = next(iter(prefixes.description(fragments, at[0].path)), None)
        before = under(before, found[1].base) if found is not None else before
    for route in [*routes, *operations]:
        for first in top.paths if top is not None else ("",):
            for last in route.mapped.paths:
                whole = under(under(before, filled(first, values)), filled(last, values))
                verbs = route.mapped.methods or (top.methods if top is not None else ())
                for verb in verbs or ("ANY",):
                    yield _endpoint(route, at, verb, url(whole) or "/")


def _endpoint(route: Route, controller: Found, verb: str, path: str) -> Endpoint:
    file, one = route.at
    return Endpoint(
        method=verb,
        path=path,
        handler=f"{one.name}.{route.method.name}",
        stack="spring",
        file=file.path,
        line=route.method.line,
        route_file=route.where[0],
        route_line=route.where[1],
        guards=guards((*controller[1].annotations, *route.method.annotations)),
    )


def _top(world: World, at: Found) -> Mapped | None:
    """What the class maps, or the nearest type above it that does."""
    for found in (at, *world.supers(at)):
        top = mapping(world, found, found[1].annotations)
        if top is not None:
            return top
    return None


def _routes(world: World, at: Found) -> Iterator[Route]:
    """The methods of a class that are mapped, with those of the classes above it."""
    seen: set[tuple[str, tuple[str, ...]]] = set()
    for found in (at, *world.supers(at)):
        for method in found[1].methods:
            key = (method.name, tuple(simple(one.type) for one in method.parameters))
            if key in seen or (found[1].kind == "interface" and "default" not in method.words):
                continue
            seen.add(key)
            own = mapping(world, found, method.annotations)
            if own is not None:
                yield Route(found, method, own, (found[0].path, own.line))
                continue
            for above, other in world.overridden(found, method):
                inner = mapping(world, above, other.annotations)
                if inner is not None:
                    yield Route(found, method, inner, (above[0].path, inner.line))
                    break


def _generated(
    world: World, fragments: Mapping[str, Fragment], at: Found, mapped: set[str]
) -> Iterator[Route]:
    """Methods of interfaces that are generated while building, by the API description."""
    file, one = at
    if not any(_missing(world, file, name) for name in one.supers):
        return
    for path, found in prefixes.description(fragments, file.path):
        named = {_camel(operation.name): operation for operation in found.operations}
        for method in one.methods:
            operation = named.get(method.name)
            if operation is None or method.name in mapped or not _overrides(method):
                continue
            yield Route(at, method, _mapped(operation), (path, operation.line))


def _missing(world: World, file: File, name: str) -> bool:
    return simple(name).endswith(GENERATED) and world.type(file, name) is None


def _overrides(method: Method) -> bool:
    return any(one.name == "Override" for one in method.annotations)


def _mapped(operation: Operation) -> Mapped:
    return Mapped((operation.path,), (operation.method,), operation.line)


def _camel(name: str) -> str:
    """The name of the method that generators make of the name of an operation."""
    head, *rest = name.replace("-", "_").replace(".", "_").split("_")
    whole = head + "".join(part[:1].upper() + part[1:] for part in rest)
    return whole[:1].lower() + whole[1:]
