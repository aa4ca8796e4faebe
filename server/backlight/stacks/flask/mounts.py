"""How Flask's blueprints, APIs and namespaces are put under one another."""

from collections.abc import Iterator

from backlight.analysis.python import Module, Statement
from backlight.analysis.python_modules import Place
from backlight.analysis.python_mounts import Mount
from backlight.analysis.python_owners import Owners
from backlight.analysis.python_routes import ROOT
from backlight.analysis.python_values import Call, Literal, Name, Value

PUTTING = {
    "register_blueprint": "url_prefix",
    "add_namespace": "path",
    "register_api": "url_prefix",
}
"""Calls that put one owner under another, and the argument that says where."""


def kind(name: str) -> str:
    """What a call of a name makes: an app, a blueprint, an api, a namespace, or nothing of ours."""
    package, _, last = name.rpartition(".")
    top = package.split(".")[0].lower()
    if package and "flask" not in top and top not in {"quart", "connexion", "spectree"}:
        return "namespace" if last == "namespace" else ""
    if last in {"Flask", "APIFlask", "OpenAPI", "Quart"}:
        return "app"
    if last in {"Blueprint", "APIBlueprint"}:
        return "blueprint"
    if last == "Api" and package:
        return "api"
    return "namespace" if last.lower() == "namespace" else ""


def join(prefix: str, path: str) -> str:
    """Flask puts prefixes and rules together with one slash between them."""
    if not prefix or not path:
        return prefix or path
    return f"{prefix.rstrip('/')}/{path.lstrip('/')}"


def start(owners: Owners, at: Place) -> str:
    """The prefix an owner declares for itself; where it is registered may say another."""
    if at not in owners.made:
        return ""
    what, call = owners.made[at]
    scope = at.name.rpartition(".")[0]
    if what == "app":
        return ""
    if what == "namespace":
        path = call.argument(2, "path")
        if path is not None and path != Literal(None):
            return owners.text(at.path, scope, path)
        return "/" + owners.text(at.path, scope, call.argument(0, "name"))
    named = "prefix" if what == "api" else "url_prefix"
    return owners.text(at.path, scope, call.argument(-1, named))


def roots(owners: Owners, known: tuple[Mount, ...]) -> list[Place]:
    """Apps; also what stands alone, unless it is known where everything is put."""
    below = {mount.child for mount in known}
    free = [at for at in owners.made if at not in below]
    apps = [at for at in free if owners.made[at][0] in {"app", "api"}]
    if any(owners.made[at][0] == "app" for at in apps) and ROOT not in below:
        return [ROOT, *apps]
    return [ROOT, *free]


def mounts(owners: Owners) -> Iterator[Mount]:
    """Everything that is put under something else."""
    for module in owners.modules.by_path.values():
        for one in module.statements:
            last = one.call.name.rpartition(".")[2]
            if last in PUTTING:
                given = one.call.argument(0, "blueprint" if "print" in last else "ns")
                prefix = one.call.argument(1 if last == "add_namespace" else -1, PUTTING[last])
                yield from _mount(owners, module, one, given, prefix)
            elif last == "init_app" and one.call.args:
                yield from _started(owners, module, one)
    for at, (what, call) in owners.made.items():
        yield from _inside(owners, at, what, call)


def _mount(
    owners: Owners, module: Module, one: Statement, given: Value | None, prefix: Value | None
) -> Iterator[Mount]:
    children = owners.of(module.path, one.scope, given)
    if not children and isinstance(given, Name) and not _foreign(owners, module, one, given):
        children = (ROOT,)
    parent = Name(one.call.name.rpartition(".")[0])
    known = owners.knows(module.path, one.scope, prefix)
    for above in owners.of(module.path, one.scope, parent) or (ROOT,):
        for child in children:
            said = owners.text(module.path, one.scope, prefix)
            if prefix is None or prefix == Literal(None):
                said = start(owners, child)
            yield Mount(above, child, said, known=known)


def _foreign(owners: Owners, module: Module, one: Statement, given: Name) -> bool:
    """Whether a name comes from a package that is not in the project."""
    target = owners.canonical(module.path, one.scope, given.dotted)
    return target != given.dotted and owners.modules.file(target.split(".")[0], module.path) is None


def _started(owners: Owners, module: Module, one: Statement) -> Iterator[Mount]:
    """`api.init_app(app)` puts an api under an app or a blueprint."""
    name = Name(one.call.name.rpartition(".")[0])
    for child in owners.of(module.path, one.scope, name):
        if owners.made[child][0] == "api":
            for above in owners.of(module.path, one.scope, one.call.args[0]) or (ROOT,):
                yield Mount(above, child, start(owners, child))


def _inside(owners: Owners, at: Place, what: str, call: Call) -> Iterator[Mount]:
    """`Api(app)` and `api.namespace("users")` say where they are put as they are made."""
    scope = at.name.rpartition(".")[0]
    if what == "api":
        for above in owners.of(at.path, scope, call.argument(0, "app")):
            yield Mount(above, at, start(owners, at))
    if what == "namespace" and call.name.endswith(".namespace"):
        for above in owners.of(at.path, scope, Name(call.name.rpartition(".")[0])):
            yield Mount(above, at, start(owners, at))
