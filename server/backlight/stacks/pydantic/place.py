"""Where a project keeps its request schemas, how it names them, and how it writes them."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from re import compile as regex

from backlight.analysis.facts import FileFacts, Project
from backlight.analysis.python import Module
from backlight.analysis.python_files import dotted_path
from backlight.analysis.python_modules import Modules, Place
from backlight.analysis.python_read import module
from backlight.analysis.python_routes import is_test
from backlight.analysis.syntax import Source
from backlight.stacks.pydantic.model import Style, camel
from backlight.stacks.pydantic.oldest import fitting

HOME = regex(r"(^|/)(schemas?|dtos?|models/schemas|requests?|serializers?|models)(\.py$|/)")
SUFFIXES = ("Request", "Payload", "Schema", "Body", "In", "Input", "Params", "DTO", "Dto")
VERBS = {"create": "Create", "add": "Create", "update": "Update", "edit": "Update"}
OLD = frozenset({"validator", "root_validator", "BaseSettings"})
NEW = frozenset({"ConfigDict", "field_validator", "model_validator", "TypeAdapter"})


@dataclass(frozen=True, slots=True)
class Home:
    """The file a new schema goes into, `None` for the handler's own, and how it is written."""

    file: Source | None
    module: str
    """The dotted name by which the handler's file imports from it."""
    style: Style
    taken: frozenset[str]
    """Names of classes that exist already where they could be confused."""


def modules_of(project: Project, source: Source) -> Modules:
    """What the Python files of a project say; the file at hand as it reads now."""
    return Modules({**modules_in(project.files), source.path: module(source)})


def modules_in(files: Mapping[str, FileFacts]) -> dict[str, Module]:
    """What the Python files of a project said when it was last linked, by path."""
    return {
        path: fragment
        for path, facts in files.items()
        for fragment in facts.fragments.values()
        if isinstance(fragment, Module)
    }


def home(source: Source, project: Project) -> Home:
    """Where the schema of a handler goes: where its file takes its other schemas from."""
    modules = modules_of(project, source)
    here = modules.by_path[source.path]
    known = {path: names for path in modules.by_path if (names := schemas(modules, path))}
    path = next(_homes(modules, here, known), source.path)
    file = project.read(path) if path != source.path else None
    style = style_of(modules, path if file is not None else source.path)
    style = fitting(style, project, source.path)
    taken = {*here.classes, *here.functions, *here.imports}
    taken |= set(modules.by_path[path].classes)
    name = import_name(modules, here, path) if file is not None else ""
    if file is not None and not name:
        file = None
    return Home(file, name, style, frozenset(taken))


def schemas(modules: Modules, path: str) -> list[str]:
    """The classes of a file that are Pydantic models and no tables."""
    here = modules.by_path[path]
    if is_test(path):
        return []
    return [
        name
        for name, given in here.classes.items()
        if _is_schema(modules, Place(path, name)) and f"{name}.__tablename__" not in here.values
        if not any("ettings" in base for base in given.bases)
    ]


def schema_name(handler: str, home: Home) -> str:
    """`CreateUserRequest` for `create_user`, or as the project names its schemas."""
    whole = camel(handler.replace(".", "_").strip("_"))
    verb, _, noun = handler.rpartition(".")[2].partition("_")
    classes = [name for name in home.taken if name[:1].isupper()]
    suffix = next((s for s in SUFFIXES if any(c.endswith(s) and c != s for c in classes)), "")
    names = [f"{whole}{suffix or 'Request'}"]
    ending = VERBS.get(verb, "") if noun and not suffix else ""
    if ending and any(c.endswith(ending) and c != ending for c in classes):
        names.insert(0, f"{camel(noun)}{ending}")
    names += [f"{whole}Request", *(f"{whole}Request{n}" for n in range(2, 20))]
    return next(name for name in names if name not in home.taken)


def import_name(modules: Modules, here: Module, path: str) -> str:
    """How a file imports from another one: as it does already, or as others of the project do."""
    for target in here.imports.values():
        for name in (target, target.rpartition(".")[0]):
            if name and modules.file(name, here.path) == path:
                return name
    names = dotted_path(path)
    for other in modules.by_path.values():
        for target in other.imports.values():
            top = target.split(".")[0]
            if top in names and modules.target(target, other.path) is not None:
                return ".".join(names[names.index(top) :])
    return ".".join(names)


def _homes(modules: Modules, here: Module, known: dict[str, list[str]]) -> Iterator[str]:
    """Files that hold schemas, the likeliest first: those this file imports schemas from."""
    own = known.get(here.path, [])
    if own:
        yield here.path
    stem = here.path.rpartition("/")[2].removesuffix(".py")
    used = []
    for local in here.imports:
        place = modules.find(here.path, "", local)
        if place is not None and place.name in known.get(place.path, ()):
            used.append(place.path)
    yield from sorted(set(used), key=lambda p: (-used.count(p), p))
    folder = here.path.rpartition("/")[0]
    likely = [path for path in known if HOME.search(path)]
    same = [p for p in likely if stem.rstrip("s") in p.rpartition("/")[2]]
    yield from sorted(same or likely, key=lambda p: (not p.startswith(folder), len(p), p))[:1]


def _is_schema(modules: Modules, place: Place) -> bool:
    for base in modules.bases(place):
        known = modules.by_path[base.path].classes.get(base.name)
        for name in known.bases if known is not None else ():
            if name.rpartition(".")[2] in {"BaseModel", "SQLModel"}:
                return True
    return False


def style_of(modules: Modules, path: str) -> Style:
    """How a file writes its models, or would."""
    here = modules.by_path[path]
    every = {
        target
        for other in modules.by_path.values()
        for target in other.imports.values()
        if target.startswith(("pydantic", "sqlmodel"))
    }
    last = {target.rpartition(".")[2] for target in every if target.startswith("pydantic.")}
    new = bool(last & NEW) or any(target.startswith("pydantic_settings") for target in every)
    targets = set(here.imports.values())
    sqlmodel = "sqlmodel.SQLModel" in targets and "pydantic.BaseModel" not in targets
    own = _own_base(modules, here) if not sqlmodel else ""
    return Style(
        base="SQLModel" if sqlmodel else own or "BaseModel",
        base_module="sqlmodel" if sqlmodel else _module_of(here, own) or "pydantic",
        version=1 if last & OLD and not new else 2,
        email="EmailStr" in last,
        unions="typing.Optional" not in targets,
    )


def _own_base(modules: Modules, here: Module) -> str:
    """The base class of its own that a file gives most of its schemas."""
    bases = [base for given in here.classes.values() for base in given.bases[:1]]
    often = max(bases, key=bases.count, default="")
    target = here.imports.get(often, "")
    if bases.count(often) < 2 or not target or target.startswith(("pydantic", "sqlmodel")):
        return ""
    place = modules.find(here.path, "", often)
    return often if place is not None and _is_schema(modules, place) else ""


def _module_of(here: Module, name: str) -> str:
    return here.imports[name].rpartition(".")[0] if name else ""
