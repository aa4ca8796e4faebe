"""How a Flask project lays out its routes: the database, authentication, blueprints."""

from collections import Counter
from dataclasses import dataclass
from functools import lru_cache
from re import compile as regex

from backlight.analysis.facts import Project
from backlight.analysis.python import Module, Statement
from backlight.analysis.python_modules import Modules, Place
from backlight.analysis.python_owners import Owners
from backlight.analysis.python_routes import is_test, literal, text
from backlight.analysis.python_values import Call, Name, Value
from backlight.analysis.same import Same
from backlight.stacks.flask.mounts import kind
from backlight.stacks.pydantic.place import modules_in

AUTH = regex(r"(login|token|auth|jwt|user|key)_required$|^authenticate|^requires_auth")
BASE = regex(r"^(?:/api)?(?:/v\d+)?(?=/|$)")


@dataclass(frozen=True, slots=True)
class Layout:
    """The ways of one project."""

    modules: Modules
    sibling: Module
    """The file with routes that new ones are modelled on."""
    blueprint: Place
    """What the sibling's routes are registered on."""
    variable: str
    """The name by which the sibling knows it."""
    database: str
    """The name of the `SQLAlchemy()` object."""
    database_file: str
    auth: str
    """The decorator of writing routes as it is written, empty for none."""
    person: str
    """The expression of the one who is signed in, empty if it is not known."""
    base: str
    """What the sibling's routes say before the resource, as `/api`, empty for nothing."""
    own_prefix: str
    """What the sibling's blueprint says before its routes, empty for nothing."""
    given_prefix: str
    """What the place that registers it says before them."""
    paths: tuple[str, ...]
    """The paths of the sibling's routes as they are written."""
    registered: tuple[Module, Statement] | None
    """The `register_blueprint` of the sibling's own blueprint."""
    factory: tuple[Place, str] | None
    """`create_app` and the dotted name of the configuration class it takes, if there is one."""

    @property
    def shared(self) -> bool:
        """Several files put their routes on one blueprint."""
        return self.blueprint.path != self.sibling.path


def layout(project: Project) -> Layout | str:
    """The layout of the project, or in words what was not found."""
    return _layout(Same(modules_in(project.files)))


@lru_cache(maxsize=1)
def _layout(project: Same[Module]) -> Layout | str:
    modules = Modules(project.fragments)
    owners = Owners(modules, kind)
    database = _database(modules)
    if database is None:
        return "No `db = SQLAlchemy()` was found"
    routed = [m for m in modules.by_path.values() if _routes(m) and not is_test(m.path)]
    scored = [m for m in routed if _owner(owners, m) is not None]
    if not scored:
        return "No routes on a blueprint were found to model new ones on"
    sibling = max(scored, key=lambda m: (_score(m, database.name), m.path))
    found = _owner(owners, sibling)
    if found is None:
        return "The blueprint of the routes is not to be found"
    blueprint, variable = found
    auth, registered = _auth(routed, sibling), _registered(owners, blueprint)
    paths = [path for _, call in _routes(sibling) if (path := literal(call.argument(0, "rule")))]
    starts = {hit[0] if (hit := BASE.match(path)) else "" for path in paths}
    return Layout(
        modules=modules,
        sibling=sibling,
        blueprint=blueprint,
        variable=variable,
        database=database.name,
        database_file=database.path,
        auth=auth,
        person=_person(modules, sibling, auth),
        base=starts.pop() if len(starts) == 1 else "",
        own_prefix=_prefix(modules, blueprint.path, owners.made[blueprint][1]),
        given_prefix=_prefix(modules, registered[0].path, registered[1].call) if registered else "",
        paths=tuple(paths),
        registered=registered,
        factory=_factory(modules),
    )


def _database(modules: Modules) -> Place | None:
    found = (
        Place(path, name)
        for path, module in modules.by_path.items()
        for name, said in module.values.items()
        if isinstance(said, Call) and said.name.rpartition(".")[2] == "SQLAlchemy"
        if not is_test(path) and "." not in name
    )
    return next(found, None)


def _factory(modules: Modules) -> tuple[Place, str] | None:
    for path, module in modules.by_path.items():
        made = module.functions.get("create_app")
        if made is not None and len(made.parameters) == 1 and not is_test(path):
            default = made.parameters[0].default
            target = module.imports.get(default.dotted) if isinstance(default, Name) else None
            if target is not None and target.rpartition(".")[2][:1].isupper():
                return Place(path, "create_app"), target
    return None


def _routes(module: Module) -> list[tuple[str, Call]]:
    """The name of what each route of a file is registered on, and the call that does it."""
    return [
        (decorator.name.rpartition(".")[0], decorator)
        for function in module.decorated
        for decorator in function.decorators
        if isinstance(decorator, Call) and decorator.name.rpartition(".")[2] in _VERBS
        if decorator.args
    ]


_VERBS = frozenset({"route", "get", "post", "put", "patch", "delete"})


def _owner(owners: Owners, module: Module) -> tuple[Place, str] | None:
    names = Counter(name for name, _ in _routes(module) if "." not in name and name)
    for name, _ in names.most_common():
        for place in owners.of(module.path, "", Name(name)):
            if owners.made[place][0] == "blueprint":
                return place, name
    return None


def _score(module: Module, database: str) -> tuple[bool, bool, int]:
    """An API that uses the database, rather than pages; then the one with most routes."""
    targets = {target.rpartition(".")[2] for target in module.imports.values()}
    pages = bool({"render_template", "redirect", "flash"} & targets)
    return not pages, database in module.imports, len(_routes(module))


def _auth(routed: list[Module], sibling: Module) -> str:
    """The decorator that asks who it is, where the sibling's routes or most others have it."""
    for modules in ([sibling], routed):
        total = sum(len(_routes(m)) for m in modules)
        found = Counter(
            written
            for m in modules
            for function in m.decorated
            for decorator in function.decorators
            if (written := _written(decorator)) and AUTH.search(written.removesuffix("()"))
        )
        if found and sum(found.values()) * 2 >= total:
            return found.most_common(1)[0][0]
    return ""


def _written(decorator: Value) -> str:
    if isinstance(decorator, Name):
        return decorator.dotted
    plain = isinstance(decorator, Call) and not decorator.args and not decorator.named
    return f"{decorator.name}()" if isinstance(decorator, Call) and plain else ""


def _person(modules: Modules, sibling: Module, auth: str) -> str:
    head = auth.rpartition(".")[0]
    said = modules.value(sibling.path, "", head) if head else None
    if said is not None and isinstance(said[1], Call) and said[1].name.startswith("HTTP"):
        return f"{head}.current_user()"
    for target in sibling.imports.values():
        if target in {"flask_login.current_user", "flask_jwt_extended.current_user"}:
            return "current_user"
    return ""


def _prefix(modules: Modules, path: str, call: Call) -> str:
    return text(modules, path, "", call.argument(-1, "url_prefix"))


def _registered(owners: Owners, blueprint: Place) -> tuple[Module, Statement] | None:
    for module in owners.modules.by_path.values():
        for one in module.statements:
            if one.call.name.endswith(".register_blueprint") and not is_test(module.path):
                given = one.call.argument(0, "blueprint")
                places = owners.of(module.path, one.scope, given)
                if isinstance(given, Name) and places == (blueprint,):
                    return module, one
    return None
