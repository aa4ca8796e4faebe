"""Where Flask's routes are, and their full paths."""

from collections.abc import Iterator, Mapping
from re import compile as regex

from backlight.analysis.facts import Endpoint
from backlight.analysis.python import Class, Function, Module, Statement
from backlight.analysis.python_modules import Modules, Place
from backlight.analysis.python_mounts import certain, prefixes
from backlight.analysis.python_owners import Owners
from backlight.analysis.python_routes import (
    METHODS,
    ROOT,
    Route,
    endpoints,
    imports,
    literal,
    made,
    methods,
    served,
    untested,
)
from backlight.analysis.python_values import Call, Name, Value
from backlight.stacks.flask.loops import turns
from backlight.stacks.flask.mounts import join, kind, mounts, roots, start
from backlight.stacks.flask.rows import spread
from backlight.stacks.flask.views import adding, served_by_class, whole
from backlight.stacks.flask.wrappers import Wrappers, unwrapped, wrappers

ADDING = regex(r"add_(\w+_)?resource")
"""What adds a resource to an API: flask-restful's own method, and what projects put over it."""


def link(fragments: Mapping[str, Module]) -> tuple[Endpoint, ...]:
    """The endpoints of all files together; those of tests if there are no others."""
    return _linked(untested(fragments)) or _linked(fragments)


def _linked(fragments: Mapping[str, Module]) -> tuple[Endpoint, ...]:
    owners = Owners(Modules(fragments), kind)
    known = certain(mounts(owners))
    free = roots(owners, known)
    full = {
        at: tuple(join(start(owners, at) if at in free else "", prefix) for prefix in reached)
        for at, reached in prefixes(free, known, join).items()
    }
    over = wrappers(owners)
    routes = [route for module in fragments.values() for route in _routes(owners, module, over)]
    return endpoints("Flask", routes, full, join)


def _routes(owners: Owners, module: Module, over: Wrappers) -> Iterator[Route]:
    for function in module.decorated:
        scope = function.name.rpartition(".")[0]
        for decorator in reversed(function.decorators):
            if isinstance(decorator, Call) and "." in decorator.name:
                yield from _decorated(owners, module, Statement(scope, decorator), function)
    for given in module.classes.values():
        yield from _class(owners, module, given)
    for one in module.statements:
        last = one.call.name.rpartition(".")[2]
        adds = last == "add_url_rule"
        found = tuple(turns(owners, module, one) if adds else unwrapped(owners, over, module, one))
        for inner in found:
            yield from _rule(owners, module, inner)
        if ADDING.fullmatch(last) and not found:
            told = ((one.call.argument(0, ""), one.call.args[1:]), *spread(owners, module, one))
            for view, path in ((view, path) for view, paths in told for path in paths):
                yield from served_by_class(owners, module, one, path, view)


def _class(owners: Owners, module: Module, given: Class) -> Iterator[Route]:
    """`@ns.route("/users", "/people")` on a class, and `@resource("/users")` of a project's own."""
    scope = given.name.rpartition(".")[0]
    for decorator in reversed(given.decorators):
        if not isinstance(decorator, Call) or not decorator.args:
            continue
        under = () if decorator.name.endswith(".route") else adding(owners, module, decorator)
        if under or decorator.name.endswith(".route"):
            one, view = Statement(scope, decorator), Name(given.name)
            for path in decorator.args:
                yield from served_by_class(owners, module, one, path, view, under)


def _decorated(
    owners: Owners, module: Module, one: Statement, function: Function
) -> Iterator[Route]:
    name, _, last = one.call.name.rpartition(".")
    said = one.call.argument(0, "rule")
    if said is None or not (last == "route" or last.upper() in METHODS):
        return
    listens: tuple[str, ...] = ("GET",) if last == "route" else (last.upper(),)
    given = one.call.argument(-1, "methods")
    if given is not None and last == "route":
        listens = methods(owners.modules, module.path, one.scope, given)
    path = owners.text(module.path, one.scope, said)
    where = (module.path, one.call.line)
    for owner in owners.of(module.path, one.scope, Name(name)) or _stray(owners, module, one, said):
        yield made(owners.modules, owner, listens, path, (module.path, function), where)


def _stray(owners: Owners, module: Module, one: Statement, said: Value) -> tuple[Place, ...]:
    """The owner is not to be found, but a route it is: it is taken to be at the root."""
    path = literal(said)
    if path is None or not path.startswith("/"):
        return ()
    if imports(module, "flask"):
        return (ROOT,)
    known = owners.modules.find(module.path, one.scope, one.call.name.split(".")[0])
    unclear = known is None and not imports(module, "fastapi") and one.call.name.count(".") == 1
    return (ROOT,) if unclear and one.call.name.endswith(".route") else ()


def _rule(owners: Owners, module: Module, one: Statement) -> Iterator[Route]:
    """`app.add_url_rule("/users", "users", view_func=users)`, or a class `.as_view(…)`."""
    said, view = one.call.argument(0, "rule"), one.call.argument(2, "view_func")
    if said is None or view is None:
        return
    if isinstance(view, Name):
        found = owners.modules.value(module.path, one.scope, view.dotted)
        view = found[1] if found is not None and isinstance(found[1], Call) else view
    inner = view
    while isinstance(inner, Call) and not inner.name.endswith(".as_view") and inner.args:
        inner = inner.args[0]
    if isinstance(inner, Call) and inner.name.endswith(".as_view"):
        yield from served_by_class(owners, module, one, said, Name(inner.name[: -len(".as_view")]))
        return
    handler = served(owners.modules, module.path, one.scope, view) or whole(
        owners, module, one, view
    )
    given = one.call.argument(-1, "methods")
    listens = methods(owners.modules, module.path, one.scope, given) if given else ("GET",)
    owner = Name(one.call.name.rpartition(".")[0])
    path = owners.text(module.path, one.scope, said)
    for at in owners.of(module.path, one.scope, owner) or (ROOT,):
        if handler is not None:
            where = (module.path, one.call.line)
            yield made(owners.modules, at, listens, path, handler, where)
