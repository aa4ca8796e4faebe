"""Flask's class-based views: MethodView, View, and Resource of flask-restful and flask-restx."""

from collections.abc import Iterator

from backlight.analysis.python import Function, Module, Statement
from backlight.analysis.python_modules import Place
from backlight.analysis.python_owners import Owners
from backlight.analysis.python_routes import METHODS, ROOT, Route, made, methods
from backlight.analysis.python_values import Call, Name, Value


def served_by_class(
    owners: Owners,
    module: Module,
    one: Statement,
    path: Value,
    view: Value | Place | None,
    under: tuple[Place, ...] = (),
) -> Iterator[Route]:
    """The routes of a class, by its name or place: one for each method it or a base defines.

    `under` is what it is added to, where the name in the statement does not say so.
    """
    modules = owners.modules
    found = modules.find(module.path, one.scope, view.dotted) if isinstance(view, Name) else None
    place = view if isinstance(view, Place) else found
    if place is None or place.name not in modules.by_path[place.path].classes:
        return
    wanted = methods(modules, module.path, one.scope, one.call.argument(-1, "methods"))
    said = owners.text(module.path, one.scope, path)
    owner = Name(one.call.name.rpartition(".")[0])
    where = (module.path, one.call.line)
    for at in under or owners.of(module.path, one.scope, owner) or (ROOT,):
        for method, name in _methods(owners, place):
            if wanted and method not in wanted:
                continue
            function = modules.by_path[name.path].functions[name.name]
            yield made(modules, at, (method,), said, (name.path, function), where)


def adding(owners: Owners, module: Module, decorator: Call) -> tuple[Place, ...]:
    """Where a function of the project that decorates classes adds them: `api.add_resource(…)`."""
    place = owners.modules.find(module.path, "", decorator.name)
    if place is None or place.name not in owners.modules.by_path[place.path].functions:
        return ()
    for one in owners.modules.by_path[place.path].statements:
        owner, _, last = one.call.name.rpartition(".")
        if last == "add_resource" and f"{one.scope}.".startswith(f"{place.name}."):
            return owners.of(place.path, one.scope, Name(owner)) or (ROOT,)
    return ()


def whole(
    owners: Owners, module: Module, one: Statement, view: Value | None
) -> tuple[str, Function] | None:
    """A class that serves as a whole, in a way of the project's own."""
    place = (
        owners.modules.find(module.path, one.scope, view.dotted) if isinstance(view, Name) else None
    )
    given = owners.modules.by_path[place.path].classes.get(place.name) if place else None
    return (place.path, Function(given.name, given.line, given.span)) if given and place else None


def _methods(owners: Owners, place: Place) -> Iterator[tuple[str, Place]]:
    """Each HTTP method of a class with the function that serves it, inherited ones included."""
    found: dict[str, Place] = {}
    dispatch: Place | None = None
    listens: tuple[str, ...] = ()
    for base in owners.modules.bases(place):
        here = owners.modules.by_path[base.path]
        for method in METHODS:
            name = f"{base.name}.{method.lower()}"
            if name in here.functions:
                found.setdefault(method, Place(base.path, name))
        if dispatch is None and f"{base.name}.dispatch_request" in here.functions:
            dispatch = Place(base.path, f"{base.name}.dispatch_request")
        said = here.values.get(f"{base.name}.methods")
        listens = listens or methods(owners.modules, base.path, base.name, said)
    if dispatch is not None and not found:
        yield from ((method, dispatch) for method in listens or ("GET",))
    for method, serving in found.items():
        if not listens or method in listens:
            yield method, serving
