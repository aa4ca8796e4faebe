"""How a FastAPI handler answers whoever does not say who it is: by the scheme it depends on."""

from collections.abc import Iterator
from dataclasses import dataclass
from re import compile as regex

from backlight.analysis.facts import Project
from backlight.analysis.python import Function, Parameter
from backlight.analysis.python_modules import Modules
from backlight.analysis.python_values import Call, Literal, Many, Name, Unknown, Value

SCHEMES = {
    "OAuth2PasswordBearer": (401,),
    "OAuth2AuthorizationCodeBearer": (401,),
    "HTTPBasic": (401,),
    "HTTPBearer": (401, 403),
    "APIKeyHeader": (401, 403),
    "APIKeyCookie": (401, 403),
    "APIKeyQuery": (401, 403),
}
"""Later releases of FastAPI answer 401 where earlier ones answered 403."""
DEPENDS = regex(r"(?:Depends|Security)\(\s*([\w.]+)\s*[,)]")
RAISES = regex(r"\braise[ \t]+\w")
DEEPEST = 6


@dataclass(frozen=True, slots=True)
class Scheme:
    """With which status it refuses, and what led to it."""

    status: tuple[int, ...]
    names: tuple[str, ...]
    """The dependencies on the way, which tests may have replaced."""


def scheme(
    modules: Modules, project: Project, path: str, function: Function, depth: int = DEEPEST
) -> Scheme | None:
    """The scheme that stands before all else a function depends on; `None` where none is seen."""
    if depth == 0:
        return None
    for at, name in _dependencies(modules, path, function):
        found = modules.value(at, "", name)
        if found is not None and isinstance(found[1], Call):
            status = _status(found[1])
            if status:
                return Scheme(status, (name,))
        place = modules.find(at, "", name)
        inner = modules.by_path[place.path].functions.get(place.name) if place else None
        if place is None or inner is None:
            return None
        if (below := scheme(modules, project, place.path, inner, depth - 1)) is not None:
            return Scheme(below.status, (name.rpartition(".")[2], *below.names))
        if _refuses(project, place.path, inner):
            return None
    return None


def open_to_all(
    modules: Modules, project: Project, path: str, function: Function, depth: int = DEEPEST
) -> bool:
    """Whether all that a function depends on is known, and refuses nobody."""
    for at, name in _dependencies(modules, path, function) if depth else ():
        place = modules.find(at, "", name)
        inner = modules.by_path[place.path].functions.get(place.name) if place else None
        if place is None or inner is None or _refuses(project, place.path, inner):
            return False
        if not open_to_all(modules, project, place.path, inner, depth - 1):
            return False
    return depth > 0


def _status(call: Call) -> tuple[int, ...]:
    if call.keyword("auto_error") not in {None, Literal(True)}:
        return ()
    return SCHEMES.get(call.name.rpartition(".")[2], ())


def _refuses(project: Project, path: str, function: Function) -> bool:
    """Whether a dependency may answer before the next is asked."""
    source = project.read(path)
    code = source.text.slice(function.span.start, function.span.end) if source is not None else ""
    return not code or RAISES.search(code) is not None


def _dependencies(modules: Modules, path: str, function: Function) -> Iterator[tuple[str, str]]:
    """What a function depends on, in the order in which it is asked, and the file that says so."""
    for decorator in function.decorators:
        given = decorator.keyword("dependencies") if isinstance(decorator, Call) else None
        for one in given.items if isinstance(given, Many) else ():
            yield from ((path, name) for name in _of(one))
    for parameter in function.parameters:
        yield from _by(modules, path, parameter)


def _of(value: Value | None) -> Iterator[str]:
    """`Depends(get_user)`."""
    if isinstance(value, Call) and value.name.rpartition(".")[2] in {"Depends", "Security"}:
        given = value.argument(0, "dependency")
        yield given.dotted if isinstance(given, Name) else "?"


def _by(modules: Modules, path: str, given: Parameter) -> Iterator[tuple[str, str]]:
    at, code = path, given.annotation
    alias = modules.value(path, "", code) if code.replace(".", "").isidentifier() else None
    if alias is not None and isinstance(alias[1], Unknown):
        at, code = alias[0].path, alias[1].code
    yield from ((at, hit[1]) for hit in DEPENDS.finditer(code))
    yield from ((path, name) for name in _of(given.default))
