"""What asks who it is before the routes of a Nest application, as a new resource needs it."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from posixpath import dirname, join, relpath
from re import compile as regex
from re import escape

from backlight.analysis.facts import Project
from backlight.analysis.guards import limited, signs_in
from backlight.analysis.javascript_values import Fields, Many, dotted
from backlight.edits import Refused
from backlight.stacks.nestjs.application import Application
from backlight.stacks.nestjs.decorators import named
from backlight.stacks.nestjs.fragment import Class, classes
from backlight.stacks.nestjs.resource_place import seen

USED = regex(r"@UseGuards\(\s*(\w+(?:\((?:['\"]\w+['\"])?\))?)\s*\)")
APPLIED = regex(r"\.apply\(\s*(\w+)\s*\)\s*\.(?:exclude\([^;]*?\)\s*\.)?forRoutes\(([^;]*)")
EVERYWHERE = regex(r"^\s*(?:\{\s*path:\s*)?['\"]/?(?:\*|\(\.\*\))")
MAKES = regex(r"constructor\(([^)]*)\)")
KINDS = regex(r":\s*(\w+)")
MAY = regex(r"(?i)role|rbac|perm|acl|polic|casl|abilit")
DECIDED = "and who may ask for the new ones must be decided: ask the agent for them."


@dataclass(frozen=True, slots=True)
class Guard:
    """What asks, how it is written, and where it comes from; empty where nothing asks."""

    code: str = ""
    origin: str = ""
    """The module that its name is imported from, seen from the new files."""
    middleware: bool = False
    """It is applied by a module, and not by a decorator."""
    modules: tuple[tuple[str, str], ...] = ()
    """What a module needs besides, for the middleware's own sake, and where it comes from."""

    @property
    def name(self) -> str:
        """What is imported: `AuthGuard` of `AuthGuard('jwt')`."""
        return self.code.partition("(")[0]


def guard(project: Project, folder: str, app: Application) -> Guard | Refused:
    """What asks who it is for most routes; with where it stands, seen from a folder."""
    everywhere = [g for g in app.guards if signs_in(g) and not limited(g)]
    if any(map(MAY.search, everywhere)):
        return Refused(f"Every route is guarded by `{everywhere[-1]}` here, {DECIDED}")
    if everywhere:
        return Guard()
    own = [e for e in project.endpoints if e.stack == "nestjs"]
    put = {hit[1] for _, _, code in _modules(project) for hit in APPLIED.finditer(code)}
    asked = [
        (e, kept) for e in own if (kept := [g for g in e.guards if not limited(g) and g not in put])
    ]
    if not asked or 2 * len(asked) < len(own):
        return _middleware(project, folder)
    (first, guards), *_ = asked
    source = project.read(first.file)
    code = source.text.source if source is not None else ""
    hit = USED.search(code)
    origin = _origin(code, hit[1].partition("(")[0]) if hit is not None else ""
    if hit is None or not origin or MAY.search(hit[1]):
        return Refused(f"Routes are guarded by `{guards[0]}` here, {DECIDED}")
    return Guard(hit[1].replace('"', "'"), _seen(origin, first.file, folder))


def _middleware(project: Project, folder: str) -> Guard | Refused:
    """Middleware that a module applies to some of its routes, where no guard asks."""
    for path, one, code in _modules(project):
        for hit in APPLIED.finditer(code):
            if not signs_in(hit[1]):
                continue
            if EVERYWHERE.match(hit[2]):
                return Guard()
            origin = _origin(code, hit[1])
            given = _imports(one)
            needs = _needs(project, path, origin, hit[1])
            froms = [(name, _origin(code, name)) for name in given]
            local = {n for n in needs if regex(rf"\b{escape(n)}\b").search(_provided(code))}
            if not origin or local or not all(origin for _, origin in froms):
                return Refused(f"Requests pass through `{hit[1]}` here, {DECIDED}")
            modules = tuple((n, _seen(o, path, folder)) for n, o in froms) if needs else ()
            return Guard(hit[1], _seen(origin, path, folder), middleware=True, modules=modules)
    return Guard()


def _modules(project: Project) -> Iterator[tuple[str, Class, str]]:
    """Modules that apply middleware, each with its file and the code of that."""
    for path, facts in project.files.items():
        for one in classes(facts):
            if any(named(call) == "Module" for call in one.decorators):
                source = project.read(path)
                if source is not None and b".apply(" in source.text.data:
                    yield path, one, source.text.source


def _imports(one: Class) -> Sequence[str]:
    """The modules that a module imports by their names; what is configured is its own affair."""
    said = dict(p for c in one.decorators for a in c.args if isinstance(a, Fields) for p in a.pairs)
    given = said.get("imports")
    names = (dotted(item) for item in (given.items if isinstance(given, Many) else ()))
    return [name for name in names if name.isidentifier()]


def _needs(project: Project, path: str, origin: str, name: str) -> list[str]:
    """What the constructor of a class asks for; nothing that is read where it is not found."""
    at = join(dirname(path), origin)
    home = next((p for p in (f"{relpath(at, '.')}.ts", relpath(at, ".")) if p in project.paths), "")
    source = project.read(home) if home else None
    code = source.text.source.partition(f"class {name}")[2] if source is not None else ""
    hit = MAKES.search(code)
    return KINDS.findall(hit[1]) if hit is not None else []


def _provided(code: str) -> str:
    hit = regex(r"\bproviders:\s*\[([^\]]*)").search(code)
    return hit[1] if hit is not None else ""


def _origin(code: str, name: str) -> str:
    """The module that a file imports a name from."""
    found = regex(rf"import \{{[^}}]*\b{escape(name)}\b[^}}]*\}} from ['\"]([^'\"]+)['\"]")
    hit = found.search(code)
    return hit[1] if hit is not None else ""


def _seen(origin: str, path: str, folder: str) -> str:
    """A module as another folder imports it; a package and an alias are called the same there."""
    if not origin.startswith("."):
        return origin
    return seen(join(dirname(path), origin), folder)
