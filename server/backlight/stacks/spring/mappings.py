"""Which paths and methods the annotations of a class or method map, through composed ones."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from backlight.analysis.java_values import Annotation, Many, Name, Other, Type, Value
from backlight.analysis.java_world import Found, World

VERBS = {
    **{f"{verb.capitalize()}Mapping": verb for verb in ("GET", "POST", "PUT", "PATCH", "DELETE")},
    **{f"{verb.capitalize()}Exchange": verb for verb in ("GET", "POST", "PUT", "PATCH", "DELETE")},
    "RequestMapping": "",
    "HttpExchange": "",
}
"""Annotations that map -> their method; empty: the one they are given."""
CONTROLLERS = {"Controller", "RestController"}
PATHS = ("value", "path", "url")
DEPTH = 5


@dataclass(frozen=True, slots=True)
class Mapping:
    """What an annotation maps."""

    paths: tuple[str, ...]
    methods: tuple[str, ...]
    line: int


def mapping(
    world: World, at: Found, annotations: tuple[Annotation, ...], depth: int = DEPTH
) -> Mapping | None:
    """What the annotations of a type or method map, `None` if they map nothing."""
    for one in annotations:
        if one.name in VERBS:
            return _direct(world, at, one)
        meta = world.type(at[0], one.name) if depth else None
        if meta is None or meta[1].kind != "annotation":
            continue
        inner = mapping(world, meta, meta[1].annotations, depth - 1)
        if inner is not None:
            return _overridden(world, at, one, meta[1], inner)
    return None


def is_controller(world: World, at: Found, depth: int = DEPTH) -> bool:
    """Whether a class is a controller, by its own annotations or those of these."""
    for one in at[1].annotations:
        if one.name in CONTROLLERS:
            return True
        meta = world.type(at[0], one.name) if depth else None
        if (
            meta is not None
            and meta[1].kind == "annotation"
            and is_controller(world, meta, depth - 1)
        ):
            return True
    return False


def _direct(world: World, at: Found, one: Annotation) -> Mapping:
    given = one.get(*PATHS)
    return Mapping(
        tuple(_paths(world, at, given)),
        (VERBS[one.name],) if VERBS[one.name] else tuple(_methods(one.get("method"))),
        one.line,
    )


def _paths(world: World, at: Found, given: Value | None) -> Iterator[str]:
    """The paths that are written; what is not known is shown by its name."""
    if given is None:
        yield ""
        return
    items = given.items if isinstance(given, Many) else (given,)
    for item in items:
        found = world.texts(at, item)
        yield from found if found is not None else [f"{{{_shown(item)}}}"]
    if not items:
        yield ""


def _shown(item: Value) -> str:
    said = item.name if isinstance(item, Name) else item.code if isinstance(item, Other) else ""
    return said.rpartition(".")[2] or "path"


def _methods(given: Value | None) -> Iterator[str]:
    for item in given.items if isinstance(given, Many) else (given,):
        if isinstance(item, Name):
            yield item.name.rpartition(".")[2]


def _overridden(world: World, at: Found, one: Annotation, meta: Type, inner: Mapping) -> Mapping:
    """What a composed annotation is given goes to the one that it is made of."""
    for element in meta.methods:
        alias = next((a for a in element.annotations if a.name == "AliasFor"), None)
        to = alias.get("attribute", "value") if alias is not None else None
        name = next(iter(world.texts((at[0], meta), to) or [])) if to is not None else element.name
        given = one.get(element.name)
        if given is None:
            continue
        if name in PATHS:
            inner = replace(inner, paths=tuple(_paths(world, at, given)))
        elif name == "method":
            inner = replace(inner, methods=tuple(_methods(given)))
    return replace(inner, line=one.line)
