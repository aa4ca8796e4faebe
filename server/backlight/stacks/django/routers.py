"""The routes that a router of Django REST framework makes of the viewsets registered at it."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from backlight.analysis.python_modules import Modules, Place
from backlight.analysis.python_values import Call, Literal
from backlight.stacks.django.generics import ON_DETAIL, ON_LIST
from backlight.stacks.django.paths import from_regex
from backlight.stacks.django.router_classes import added
from backlight.stacks.django.views import Served, actions_of, extras, lookup, permitted, served

Registered = Mapping[Place, tuple[tuple[str, Call], ...]]
NESTED = 5
"""How many routers hang below each other at most."""


@dataclass(frozen=True, slots=True)
class Routed:
    """A path below a router, what serves it, and where it was registered."""

    path: str
    served: tuple[Served, ...]
    file: str
    line: int


def registrations(modules: Modules) -> Registered:
    """Router -> the calls that register at it, wherever they stand."""
    found: dict[Place, tuple[tuple[str, Call], ...]] = {}
    for path, module in modules.by_path.items():
        for statement in module.statements:
            owner, _, verb = statement.call.name.rpartition(".")
            if verb == "extend":
                owner = owner.removesuffix(".registry")
            if owner and verb in {"register", "extend"}:
                place = modules.find(path, "", owner)
                if place is not None:
                    found[place] = (*found.get(place, ()), (path, statement.call))
    return found


def routes(modules: Modules, registered: Registered, router: Place) -> Iterator[Routed]:
    """Every route of a router, without the root view and the format suffixes it adds."""
    slash, above = _slash(modules, router), _above(modules, registered, router, NESTED)
    for file, call in _calls(modules, registered, router, NESTED):
        prefix = modules.text(file, "", call.argument(0, "prefix"))
        view = modules.find(file, "", _name_of(call, 1, "viewset"))
        if prefix is None or view is None or view.name not in modules.by_path[view.path].classes:
            continue
        for path, found in _viewset(modules, view, router):
            whole = "/".join(part for part in (above, from_regex(prefix), path) if part)
            yield Routed(f"{whole}{slash}" if whole else "", found, file, call.line)


def _calls(
    modules: Modules, registered: Registered, router: Place, depth: int
) -> Iterator[tuple[str, Call]]:
    """What is registered at a router, and at those whose registry it takes over."""
    for file, call in registered.get(router, ()) if depth else ():
        if not call.name.endswith(".extend"):
            yield file, call
            continue
        other = modules.find(file, "", _name_of(call).removesuffix(".registry"))
        if other is not None and other != router:
            yield from _calls(modules, registered, other, depth - 1)


def _viewset(
    modules: Modules, view: Place, router: Place
) -> Iterator[tuple[str, tuple[Served, ...]]]:
    """The paths of one viewset, below its prefix."""
    known, limit = actions_of(modules, view), permitted(modules, view)
    key = "{" + lookup(modules, view)[0] + "}"

    def standard(pairs: tuple[tuple[str, str], ...]) -> tuple[Served, ...]:
        found = (served(modules, view, verb, name) for verb, name in pairs if name in known)
        return tuple(one for one in found if limit is None or one.method.lower() in limit)

    more = list(extras(modules, view))
    yield "", standard((*ON_LIST, *added(modules, router, 0)))
    for extra in more:
        if not extra.detail:
            yield from_regex(extra.path), extra.served
    yield key, standard((*ON_DETAIL, *added(modules, router, 2)))
    for extra in more:
        if extra.detail:
            yield f"{key}/{from_regex(extra.path)}", extra.served


def _above(modules: Modules, registered: Registered, router: Place, depth: int) -> str:
    """The path that a nested router hangs below: `domains/{domain_pk}`."""
    made = _made(modules, router)
    if made is None or "Nested" not in made.name or depth == 0:
        return ""
    parent = modules.find(router.path, "", _name_of(made))
    prefix = modules.text(router.path, "", made.argument(1, "parent_prefix")) or ""
    word = modules.text(router.path, "", made.argument(2, "lookup")) or "nested"
    if parent is None:
        return ""
    key = f"{word}_pk"
    for file, call in registered.get(parent, ()):
        if modules.text(file, "", call.argument(0, "prefix")) == prefix:
            view = modules.find(file, "", _name_of(call, 1, "viewset"))
            if view is not None and view.name in modules.by_path[view.path].classes:
                key = f"{word}_{lookup(modules, view)[1]}"
    outer = _above(modules, registered, parent, depth - 1)
    return "/".join(part for part in (outer, from_regex(prefix), "{" + key + "}") if part)


def _slash(modules: Modules, router: Place) -> str:
    """What a router ends its paths with."""
    made = _made(modules, router)
    if made is None:
        return "/"
    if made.argument(9, "trailing_slash") == Literal(value=False):
        return ""
    place = modules.find(router.path, "", made.name)
    for at in modules.bases(place) if place is not None else ():
        values = modules.by_path[at.path].values
        for name in (f"{at.name}.trailing_slash", f"{at.name}.__init__.self.trailing_slash"):
            said = values.get(name)
            if isinstance(said, Literal):
                return "/" if said.value in {"/", True} else ""
    return "/"


def _made(modules: Modules, router: Place) -> Call | None:
    said = modules.by_path[router.path].values.get(router.name)
    return said if isinstance(said, Call) else None


def _name_of(call: Call, position: int = 0, name: str = "") -> str:
    return getattr(call.argument(position, name), "dotted", "")
