"""How a FastAPI project lays out its routes: sessions, authentication, routers, registration."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from re import Pattern
from re import compile as regex

from backlight.analysis.facts import Project
from backlight.analysis.python import Function, Module, Parameter, Statement
from backlight.analysis.python_modules import Modules, Place
from backlight.analysis.python_owners import Owners
from backlight.analysis.python_routes import is_test, literal
from backlight.analysis.python_values import Call, Name, Unknown
from backlight.analysis.same import Same
from backlight.stacks.fastapi.routes import kind
from backlight.stacks.pydantic.place import modules_in

PERSON = regex(
    r"(?i)(current|active|signed|logged).*user|^get_user$|principal|account|require_auth"
)
SESSION = regex(r"(?i)^(Async)?Session$|^(get_|create_)?(async_)?(db|session|db_session)$")
DEPENDS = regex(r"(?:Depends|Security)\(\s*([\w.]+)\s*\)")
WRITING = frozenset({"post", "put", "patch", "delete"})


@dataclass(frozen=True, slots=True)
class Dependency:
    """A dependency as parameters declare it."""

    written: str
    """What follows the name of the parameter: `SessionDep`, `Session = Depends(get_db)`."""
    names: tuple[str, ...]
    """The names in it that must be known."""
    place: Place
    """Where the dependency itself (`get_db`) is defined, for tests to replace it."""
    asynchronous: bool
    parameter: str = "session"

    @property
    def last(self) -> bool:
        """It has a default, so it comes after the parameters without one."""
        return " = " in self.written


@dataclass(frozen=True, slots=True)
class Layout:
    """The ways of one project."""

    modules: Modules
    session: Dependency
    auth: Dependency | None
    sibling: Module
    """The file with routes that new ones are modelled on."""
    registered: tuple[Module, Statement] | None
    """The `include_router` of the sibling, beside which a new one goes."""
    slash: str
    """What stands at the end of the path of a collection: `/` or nothing."""


def layout(project: Project) -> Layout | str:
    """The layout of the project, or in words what was not found."""
    return _layout(Same(modules_in(project.files)))


@lru_cache(maxsize=1)
def _layout(project: Same[Module]) -> Layout | str:
    modules = Modules(project.fragments)
    owners = Owners(modules, kind)
    routed = [m for m in modules.by_path.values() if not is_test(m.path) and routes_of(m)]
    if not routed:
        return "No routes were found to model new ones on; write the first one by hand"
    found = Counter(d for m in routed for d in _used(modules, m, SESSION))
    if not found:
        return "No route takes a session by a dependency (like `Depends(get_db)`); write one first"
    session = found.most_common(1)[0][0]
    sibling = max(routed, key=lambda m: (_times(modules, m, session), m.path))
    registered = _registered(owners, sibling)
    return Layout(
        modules=modules,
        session=session,
        auth=_auth(modules, routed),
        sibling=sibling,
        registered=registered,
        slash=_slash(routed),
    )


def routes_of(module: Module) -> list[tuple[Function, Call]]:
    """The functions of a file that are registered for routes, with the call that does it."""
    return [
        (function, decorator)
        for function in module.decorated
        for decorator in function.decorators
        if isinstance(decorator, Call) and decorator.name.rpartition(".")[2] in {*WRITING, "get"}
        if (literal(decorator.argument(0, "path")) or "/").startswith("/")
    ]


def _used(
    modules: Modules, module: Module, wanted: Pattern[str], *, writing: bool = False
) -> Iterator[Dependency]:
    """The dependencies of a kind that the handlers of a file take."""
    for function, decorator in routes_of(module):
        if not writing or decorator.name.rpartition(".")[2] in WRITING:
            for parameter in function.parameters:
                found = _dependency(modules, module, parameter, wanted)
                if found is not None:
                    yield found


def _times(modules: Modules, module: Module, dependency: Dependency) -> int:
    return sum(found == dependency for found in _used(modules, module, SESSION))


def _dependency(
    modules: Modules, module: Module, given: Parameter, wanted: Pattern[str]
) -> Dependency | None:
    at, code, written, names = module.path, given.annotation, given.annotation, [given.annotation]
    alias = modules.value(module.path, "", code) if code.isidentifier() else None
    if alias is not None and isinstance(alias[1], Unknown):
        at, code = alias[0].path, alias[1].code
    elif isinstance(given.default, Call) and given.default.args:
        target = given.default.args[0]
        if not isinstance(target, Name) or given.default.name not in {"Depends", "Security"}:
            return None
        written = f"{given.annotation} = {given.default.name}({target.dotted})"
        code = f"{given.annotation} {given.default.name}({target.dotted})"
        names = [given.annotation, given.default.name, target.dotted]
    elif code.startswith("Annotated["):
        names = regex(r"\w+").findall(code)
    hit = DEPENDS.search(code)
    if hit is None or not any(map(wanted.search, (*regex(r"\w+").findall(code), given.annotation))):
        return None
    place = modules.find(at, "", hit[1])
    known = tuple(name for name in names if name)
    return Dependency(written, known, place or Place(at, hit[1]), "Async" in code, given.name)


def _auth(modules: Modules, routed: list[Module]) -> Dependency | None:
    """What at least half of the writing routes ask for, if anything."""
    found = Counter(d for m in routed for d in _used(modules, m, PERSON, writing=True))
    writing = sum(d.name.rpartition(".")[2] in WRITING for m in routed for _, d in routes_of(m))
    if not found:
        return None
    often, times = found.most_common(1)[0]
    return often if sum(found.values()) * 3 >= writing and times > 0 else None


def _registered(owners: Owners, sibling: Module) -> tuple[Module, Statement] | None:
    own = {at for at in owners.made if at.path == sibling.path}
    for module in owners.modules.by_path.values():
        for one in module.statements:
            if one.call.name.rpartition(".")[2] == "include_router" and not is_test(module.path):
                given = one.call.argument(0, "router")
                if isinstance(given, Name) and own & set(owners.of(module.path, one.scope, given)):
                    return module, one
    return None


def _slash(routed: list[Module]) -> str:
    paths = [literal(call.argument(0, "path")) or "" for m in routed for _, call in routes_of(m)]
    plain = [path for path in paths if "{" not in path]
    return "/" if sum(path.endswith("/") for path in plain) * 2 > len(plain) else ""
