"""Which methods a view serves, and where the code of each stands."""

from collections.abc import Iterator
from dataclasses import dataclass

from backlight.analysis.python_modules import Modules, Place
from backlight.analysis.python_values import Call, Literal, Many, Name, Value
from backlight.stacks.django.generics import ACTIONS, SERVES, like
from backlight.stacks.django.methods import VERBS, allowed
from backlight.stacks.django.rows_of import rows_of
from backlight.stacks.django.scan import Fragment

SHOWN = tuple(verb for verb in VERBS if verb not in {"HEAD", "OPTIONS", "TRACE"})


@dataclass(frozen=True, slots=True)
class Served:
    """One method of a view."""

    method: str
    handler: str
    file: str
    line: int
    model: str = ""


@dataclass(frozen=True, slots=True)
class Extra:
    """A method of a viewset that `@action` makes a route."""

    name: str
    detail: bool
    path: str
    served: tuple[Served, ...]


def function_view(fragment: Fragment, place: Place) -> tuple[Served, ...]:
    """What a function serves."""
    one = fragment.module.functions[place.name]
    methods = allowed(one, fragment.checked.get(place.name, ()))
    return tuple(Served(method, one.name, place.path, one.line) for method in methods)


def class_view(
    modules: Modules, place: Place | None, actions: Value | None, names: Value | None = None
) -> tuple[Served, ...]:
    """What a class serves: its own methods, and those of the generic views it inherits from.

    `actions` and `names` are what `as_view` is given: verbs by action, or verbs alone.
    """
    if not _is_class(modules, place) or place is None:
        return ()
    if isinstance(actions, Many) and actions.keys:
        pairs = zip(_words(actions.keys), _words(actions.items), strict=False)
        return tuple(served(modules, place, verb.upper(), name) for verb, name in pairs)
    chain = tuple(modules.bases(place))
    inherited = {
        verb: name for base in _library(modules, chain) for verb, name in like(SERVES, base)
    }
    limit = _listed(modules, chain, "http_method_names")
    if isinstance(names, Many):
        limit = tuple(word.lower() for word in _words(names.items))
    found = []
    for verb in SHOWN:
        own = any(f"{at.name}.{verb.lower()}" in modules.by_path[at.path].functions for at in chain)
        if limit is not None and verb.lower() not in limit:
            continue
        if own or verb in inherited:
            found.append(served(modules, place, verb, verb.lower() if own else inherited[verb]))
    return tuple(found) or (served(modules, place, "ANY", ""),)


def served(modules: Modules, place: Place, verb: str, name: str) -> Served:
    """One method, at its `def` if the class has it itself, else at the class."""
    here = modules.by_path[place.path]
    one = here.functions.get(f"{place.name}.{name}")
    if one is None and name == "partial_update":
        one = here.functions.get(f"{place.name}.update")
    model = rows_of(modules, place)
    if one is not None:
        return Served(verb, one.name, place.path, one.line, model)
    line = here.classes[place.name].line
    return Served(verb, f"{place.name}.{name}".strip("."), place.path, line, model)


def actions_of(modules: Modules, place: Place) -> set[str]:
    """The names of the methods that a router may ask of a viewset."""
    chain = tuple(modules.bases(place))
    known = {name for base in _library(modules, chain) for name in like(ACTIONS, base)}
    for at in chain:
        start = f"{at.name}."
        names = modules.by_path[at.path].functions
        known |= {name.removeprefix(start) for name in names if name.startswith(start)}
    return known


def permitted(modules: Modules, place: Place) -> tuple[str, ...] | None:
    """`http_method_names` of a class, lower case; `None` if it sets none."""
    return _listed(modules, tuple(modules.bases(place)), "http_method_names")


def lookup(modules: Modules, place: Place) -> tuple[str, str]:
    """The name of a viewset's key in its path, and the field it looks up by."""
    chain = tuple(modules.bases(place))
    field = _word(modules, chain, "lookup_field") or "pk"
    return _word(modules, chain, "lookup_url_kwarg") or field, field


def extras(modules: Modules, place: Place) -> Iterator[Extra]:
    """The extra routes of a viewset, those of its bases included."""
    seen: set[str] = set()
    for at in modules.bases(place):
        here = modules.by_path[at.path]
        for name, one in here.functions.items():
            owner, _, short = name.rpartition(".")
            if owner != at.name or short in seen:
                continue
            for decorator in one.decorators:
                if isinstance(decorator, Call) and (found := _extra(modules, at, short, decorator)):
                    seen.add(short)
                    yield found


def _extra(modules: Modules, place: Place, name: str, call: Call) -> Extra | None:
    """What `@action(detail=True, methods=["post"], url_path="…")` says, and the older forms."""
    last = call.name.rpartition(".")[2]
    if last not in {"action", "detail_route", "list_route"}:
        return None
    given = call.argument(0, "methods")
    said = given.items if isinstance(given, Many) else (Literal("get"),)
    methods = [verb for one in said if (verb := _verb(modules, place, one))]
    detail = last == "detail_route" or call.argument(1, "detail") == Literal(value=True)
    path = modules.text(place.path, place.name, call.argument(9, "url_path")) or name
    found = [served(modules, place, method.upper(), name) for method in methods]
    for other, one in modules.by_path[place.path].functions.items():
        for mapped in one.decorators:
            start = f"{name}.mapping."
            if isinstance(mapped, Name) and mapped.dotted.startswith(start):
                verb = mapped.dotted.removeprefix(start).upper()
                found.append(served(modules, place, verb, other.rpartition(".")[2]))
    return Extra(name, detail, path, tuple(found))


def _verb(modules: Modules, place: Place, said: Value) -> str:
    """The method that a literal or a constant (`POST`, `HTTPMethod.POST`) stands for."""
    last = said.dotted.rpartition(".")[2] if isinstance(said, Name) else ""
    return last if last in VERBS else modules.text(place.path, place.name, said) or ""


def _is_class(modules: Modules, place: Place | None) -> bool:
    return (
        place is not None
        and place.path in modules.by_path
        and place.name in modules.by_path[place.path].classes
    )


def _library(modules: Modules, chain: tuple[Place, ...]) -> Iterator[str]:
    """The last names of all bases, nearest first; those of the project are no key of our tables."""
    for at in chain:
        for base in (
            modules.by_path[at.path].classes[at.name].bases
            if at.name in modules.by_path[at.path].classes
            else ()
        ):
            if not _is_class(modules, modules.find(at.path, "", base)):
                yield base.rpartition(".")[2]


def _word(modules: Modules, chain: tuple[Place, ...], attribute: str) -> str | None:
    for at in chain:
        said = modules.by_path[at.path].values.get(f"{at.name}.{attribute}")
        if said == Literal(None):
            return None
        if said is not None:
            return modules.text(at.path, at.name, said)
    return None


def _listed(modules: Modules, chain: tuple[Place, ...], attribute: str) -> tuple[str, ...] | None:
    for at in chain:
        said = modules.by_path[at.path].values.get(f"{at.name}.{attribute}")
        if isinstance(said, Many):
            return tuple(word.lower() for word in _words(said.items))
    return None


def _words(items: tuple[Value, ...]) -> list[str]:
    return [
        item.value for item in items if isinstance(item, Literal) and isinstance(item.value, str)
    ]
