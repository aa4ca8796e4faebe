"""CRUD endpoints for a model, in the layout of a FastAPI project: routes, registration, test."""

from dataclasses import dataclass
from functools import partial

from backlight.analysis.facts import Project
from backlight.analysis.python import Module
from backlight.analysis.syntax import Source
from backlight.analysis.tables import Table
from backlight.edits import Change, Refused, change
from backlight.stacks.fastapi.crud import Crud, imports, text
from backlight.stacks.fastapi.layout import Layout, layout
from backlight.stacks.fastapi.registration import Mounting, mounting
from backlight.stacks.fastapi.resource_test import test_path, test_text
from backlight.stacks.pydantic.header import own_packages, written
from backlight.stacks.pydantic.model import Style
from backlight.stacks.pydantic.oldest import fitting
from backlight.stacks.pydantic.place import import_name, style_of
from backlight.stacks.pydantic.resource import Resource, resource, schemas
from backlight.stacks.pydantic.siblings import imported_from
from backlight.stacks.record import Writer


@dataclass(frozen=True, slots=True)
class Names:
    """Where the names of the project come from, as the new file imports them."""

    sibling: dict[str, str]
    """Name -> module, as the sibling imports it."""
    layout: Layout

    def module(self, name: str, path: str = "") -> str:
        """The module a name is imported from."""
        if name in self.sibling:
            return self.sibling[name]
        place = self.layout.modules.find(self.layout.sibling.path, "", name)
        at = path or (place.path if place is not None else self.layout.sibling.path)
        return import_name(self.layout.modules, self.layout.sibling, at)


def create_resource(_source: Source, table: Table, project: Project) -> Writer | Refused:
    """List, read, create, change and delete rows of a model, as its siblings do it."""
    of = resource(table)
    if isinstance(of, Refused):
        return of
    ways = layout(project)
    if isinstance(ways, str):
        return Refused(f"{ways}, or ask the agent for it.")
    sibling = project.read(ways.sibling.path)
    if sibling is None or ways.registered is None:
        return Refused(
            "The routes stand on the app itself; put them on an `APIRouter` that is included, "
            "or ask the agent for it."
        )
    folder = ways.sibling.path.rpartition("/")[0]
    path = f"{folder}/{of.many}.py".lstrip("/")
    if path in project.paths or path in project.files:
        return Refused(f"`{path}` exists already; add what is missing there, or ask the agent.")
    mount = mounting(ways, sibling, of, project)
    if isinstance(mount, Refused):
        return mount
    names = Names(imported_from(sibling), ways)
    return partial(_written, path, _crud(ways, of, mount), names, table, project, mount)


def _written(
    path: str, crud: Crud, names: Names, table: Table, project: Project, mount: Mounting
) -> Change:
    beside = names.layout.sibling.path
    style = fitting(style_of(names.layout.modules, beside), project, beside)
    text = _file(crud, names, table, style, mount)
    created = {path: text, **_test(crud, names, table, project, mount)}
    return change(mount.registration, Change({}, created))


def _crud(ways: Layout, of: Resource, mount: Mounting) -> Crud:
    return Crud(
        of=of,
        owner="router",
        base=mount.base,
        slash=ways.slash,
        url=mount.url,
        session=ways.session,
        auth=ways.auth,
        execute=_execute(ways),
    )


def _execute(ways: Layout) -> str:
    """Sessions of SQLModel have `exec`; the file of the dependency says which they are."""
    there = ways.modules.by_path.get(ways.session.place.path)
    targets = set(there.imports.values()) if there is not None else set()
    return (
        "exec" if any(t.startswith("sqlmodel") and "Session" in t for t in targets) else "scalars"
    )


def _file(crud: Crud, names: Names, table: Table, style: Style, mount: Mounting) -> str:
    """The new file, from its first line to its last."""
    made, wanted = schemas(crud.of, style)
    for module, more in (*imports(crud).items(), *_needed(crud, names, table).items()):
        wanted.setdefault(module, set()).update(more)
    wanted["fastapi"].add("APIRouter")
    for name in mount.names:
        wanted.setdefault(names.module(name), set()).add(name)
    of = crud.of
    return (
        f'"""{of.many.replace("_", " ").capitalize()}: list, read, create, change, delete."""\n\n'
        + written(wanted, own_packages(names.layout.modules))
        + f"\nrouter = APIRouter({mount.router})\n\n\n"
        + "\n\n".join(one.text for one in made)
        + "\n\n"
        + text(crud)
    )


def _needed(crud: Crud, names: Names, table: Table) -> dict[str, set[str]]:
    """The project's own names: the model, the session, the dependencies."""
    session = "AsyncSession" if crud.session.asynchronous else "Session"
    made_by = "sqlalchemy.ext.asyncio" if crud.session.asynchronous else "sqlalchemy.orm"
    default = "sqlmodel" if crud.execute == "exec" and session == "Session" else made_by
    wanted = {names.module(crud.of.model, table.file): {crud.of.model}}
    wanted.setdefault(names.sibling.get(session, default), set()).add(session)
    for dependency in (crud.session, crud.auth):
        for name in dependency.names if dependency is not None else ():
            if name != session:
                known = {"Annotated": "typing", "Depends": "fastapi", "Security": "fastapi"}
                module = known.get(name) or names.module(name)
                wanted.setdefault(module, set()).add(name)
    return wanted


def _test(
    crud: Crud, names: Names, table: Table, project: Project, mount: Mounting
) -> dict[str, str]:
    """The test file where the project keeps its tests, if there is none of that name."""
    ways = names.layout
    package = import_name(ways.modules, ways.sibling, ways.sibling.path).rpartition(".")[0]
    base = import_name(ways.modules, Module(""), table.file)
    place = test_path(crud.of, project.paths, ways.sibling.path)
    if place in project.paths:
        return {}
    router = f"{package}.{crud.of.many}".lstrip(".")
    text = test_text(
        crud, router=router, models=base, prefix=mount.above, replaced=_replaced(crud, ways)
    )
    return {place: text}


def _replaced(crud: Crud, ways: Layout) -> dict[str, str]:
    """The dependencies that the test replaces, each with the module it is imported from."""
    return {
        dependency.place.name: import_name(ways.modules, Module(""), dependency.place.path)
        for dependency in (crud.session, crud.auth)
        if dependency is not None
    }
