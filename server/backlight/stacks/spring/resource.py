"""CRUD for an entity of Spring: repository, bodies, controller, and a test."""

from functools import partial
from posixpath import dirname
from re import compile as regex

from backlight.analysis.facts import Project
from backlight.analysis.java import file
from backlight.analysis.java_values import Type, arguments, simple
from backlight.analysis.java_world import Found, World
from backlight.analysis.syntax import Source
from backlight.analysis.tables import Table
from backlight.edits import Change, Refused, change
from backlight.stacks.names import snake
from backlight.stacks.rails_words import plural
from backlight.stacks.spring.beside import Beside, beside
from backlight.stacks.spring.build_file import Build, build_of, flavour
from backlight.stacks.spring.conventions import JAVA
from backlight.stacks.spring.entity import Entity, Property, entity
from backlight.stacks.spring.fragment import Code
from backlight.stacks.spring.refusals import refusals
from backlight.stacks.spring.resource_bodies import asked, shown
from backlight.stacks.spring.resource_test import test_text
from backlight.stacks.spring.resource_text import Resource, controller, repository
from backlight.stacks.spring.validate import needed

TESTED = regex(r"spring-boot-starter(?:-\w+)*-test\b")
STORES = ("JpaRepository", "CrudRepository", "PagingAndSortingRepository", "ListCrudRepository")


def create_resource(source: Source, table: Table, project: Project) -> Change | Refused:
    """List, read, create, change and delete rows of an entity, as Spring Data has them."""
    files = {p: f.fragments.get("spring") for p, f in project.files.items()}
    world = World({p: one.file for p, one in files.items() if isinstance(one, Code)})
    own = world.files.get(source.path)
    one = next((t for t in own.types if t.name == table.model), None) if own is not None else None
    if own is None or one is None:
        return Refused(f"`{table.model}` is not read here; ask the agent.")
    build = build_of(project, source.path)
    like = beside(project, world, own)
    if isinstance(like, Refused):
        return like
    of = _able(build) or _resource(world, (own, one), table, like, project)
    if isinstance(of, Refused):
        return of
    lacking = needed(project, build, flavour(project, build))
    if isinstance(lacking, Refused):
        return lacking
    created = _files(of, like, project, build, world)
    if taken := next((path for path in created if path in project.paths), ""):
        return Refused(f"`{taken}` exists already: add what is missing there, or ask the agent.")
    home = source if like.package == own.package else like.source
    return change(*lacking, *refusals(home, project), Change({}, created))


def _able(build: Build | None) -> Refused | None:
    """That the project cannot have records."""
    text = f"{build.text}\n{build.above}" if build is not None else ""
    java = JAVA.search(text)
    said = next((part for part in java.groups() if part), "") if java is not None else ""
    number = int(said.replace("_", ".").removeprefix("1.").partition(".")[0] or 0) if said else 0
    if number >= 16 or (not number and build is not None and build.version[0] >= 3):
        return None
    return Refused(
        "The bodies are written as records, which take Java 16, and the build does not say that "
        "it has it: ask the agent for it."
    )


def _known(world: World, found: Found, table: Table, project: Project) -> Entity | Refused:
    if "public" not in found[1].words or found[1].outer:
        return Refused(f"`{found[1].name}` is not public; ask the agent for its endpoints.")
    enums = partial(_enum, project)
    return entity(world, found, project.schema.of_model(table.model) or table, enums)


def _enum(project: Project, name: str) -> str:
    """The full name of an enum, by the file that is named after it."""
    paths = [path for path in project.paths if path.endswith((f"/{name}.java", f"{name}.java"))]
    for source in filter(None, map(project.read, paths)):
        said = file(source)
        one = next((t for t in said.types if t.name == name and t.kind == "enum"), None)
        if one is not None and not one.outer:
            return f"{said.package}.{name}".lstrip(".")
    return ""


def _resource(
    world: World, found: Found, table: Table, like: Beside, project: Project
) -> Resource | Refused:
    own, one = found
    known, stores = _known(world, found, table, project), dict(_stores(world))
    if isinstance(known, Refused):
        return known
    others: list[tuple[Property, str]] = []
    kept: list[Property] = []
    for each in known.properties:
        if each.to and each.to not in stores:
            if each.rules:
                return Refused(f"No repository of `{each.to}` is known, which each row needs.")
            continue
        kept.append(each)
        others += [(each, stores[each.to])] if each.to else []
    home = own.package if like.package == own.package else ""
    home = home or next((full.rpartition(".")[0] for full in stores.values()), own.package)
    text = like.source.text.source
    return Resource(
        model=one.name,
        full=f"{own.package}.{one.name}" if own.package else one.name,
        entity=Entity(known.key, tuple(kept), known.unique),
        package=like.package,
        repository=stores.get(one.name) or f"{home}.{one.name}Repository",
        others=tuple(others),
        controller=f"{one.name}{like.suffix}",
        path=f"{like.prefix}/{plural(snake(one.name)).replace('_', '-')}",
        names=flavour(project, build_of(project, table.file)),
        step="\t" if "\n\t" in text else "    " if "\n    " in text else "  ",
        conflict=known.unique
        or any(each.to for each in known.properties)
        or _pointed(project, table),
    )


def _stores(world: World) -> list[tuple[str, str]]:
    """Each entity with the full name of its repository."""
    return [
        (model, ".".join(filter(None, (each.package, one.name))))
        for each in world.files.values()
        for one in each.types
        if one.kind == "interface" and (model := _stored(one))
    ]


def _stored(one: Type) -> str:
    for above in one.supers:
        given = arguments(above)
        if simple(above) in STORES and given:
            return simple(given[0])
    return ""


def _pointed(project: Project, table: Table) -> bool:
    to = f"{table.name.lower()}."
    return any(
        c.references.lower().startswith(to) for t in project.schema.tables for c in t.columns
    )


def _files(
    of: Resource, like: Beside, project: Project, build: Build | None, world: World
) -> dict[str, str]:
    folder = _folder(like.source.path, world.files[like.source.path].package, of.package)
    made = {
        f"{folder}{of.model}Request.java": asked(of),
        f"{folder}{of.model}Response.java": shown(of),
        f"{folder}{of.controller}.java": controller(of),
    }
    if of.repository not in dict(_stores(world)).values():
        package, _, name = of.repository.rpartition(".")
        at = _folder(like.source.path, world.files[like.source.path].package, package)
        made[f"{at}{name}.java"] = repository(of)
    text = f"{build.text}\n{build.above}" if build is not None else ""
    if TESTED.search(text) and "src/main/" in folder:
        many = any(path.endswith("Tests.java") for path in project.paths)
        name = f"{of.controller}{'Tests' if many else 'Test'}"
        made[f"{folder.replace('src/main/', 'src/test/', 1)}{name}.java"] = test_text(of, name)
    return made


def _folder(path: str, package: str, wanted: str) -> str:
    """The folder of a package, by that of another one."""
    here = dirname(path)
    root = here.removesuffix(package.replace(".", "/")).rstrip("/")
    return "/".join(filter(None, (root, wanted.replace(".", "/")))) + "/" if wanted or root else ""
