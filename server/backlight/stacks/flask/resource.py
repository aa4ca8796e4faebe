"""CRUD endpoints for a model, in the layout of a Flask project: routes, blueprint, test."""

from functools import partial

from backlight.analysis.facts import Project
from backlight.analysis.python import Module
from backlight.analysis.python_routes import plain
from backlight.analysis.syntax import Source
from backlight.analysis.tables import Table
from backlight.edits import Change, Refused, change
from backlight.stacks.flask.answers import answer
from backlight.stacks.flask.crud import Crud, text
from backlight.stacks.flask.layout import Layout, layout
from backlight.stacks.flask.marshmallow import spoken
from backlight.stacks.flask.registration import own_prefix, register
from backlight.stacks.flask.resource_test import Names, test_path, test_text
from backlight.stacks.pydantic.header import own_packages, written
from backlight.stacks.pydantic.model import Style
from backlight.stacks.pydantic.oldest import fitting, too_old
from backlight.stacks.pydantic.place import import_name
from backlight.stacks.pydantic.required import require
from backlight.stacks.pydantic.resource import Resource, resource, schemas
from backlight.stacks.pydantic.siblings import imported_from
from backlight.stacks.record import Writer


def create_resource(_source: Source, table: Table, project: Project) -> Writer | Refused:
    """List, read, create, change and delete rows of a model, as its siblings do it."""
    of = resource(table)
    if isinstance(of, Refused):
        return of
    ways = layout(project)
    if isinstance(ways, str):
        return Refused(f"{ways}; write the first route by hand, or ask the agent for it.")
    sibling = project.read(ways.sibling.path)
    if sibling is None:
        return Refused(f"`{ways.sibling.path}` cannot be read any more; open the menu again.")
    if of.owner and not ways.person:
        return Refused(
            f"`{of.model}` belongs to somebody (`{of.owner}`), but no route shows who is signed "
            "in; ask the agent for it."
        )
    if spoken(ways.modules):
        return Refused(
            "The project's schemas are marshmallow's, and routes are written with Pydantic here; "
            "ask the agent for it."
        )
    path = _path(ways, of)
    if path in project.paths or path in project.files:
        return Refused(f"`{path}` exists already; add what is missing there, or ask the agent.")
    registration = register(ways, of, project)
    if isinstance(registration, Refused):
        return registration
    added, missing = require(project, ways.modules, "pydantic", "pydantic>=2")
    if missing:
        return Refused(f"The routes are written with Pydantic: {missing} first.")
    if added.edits and (old := too_old(project, ways.sibling.path)):
        return Refused(f"{old}; ask the agent for it.")
    crud, around = _crud(ways, of, sibling), change(registration, added)
    return partial(_written, crud, ways, sibling, around, table, project)


def _path(ways: Layout, of: Resource) -> str:
    """The file of the new routes, beside those they are modelled on."""
    return f"{ways.sibling.path.rpartition('/')[0]}/{of.many}.py".lstrip("/")


def _written(
    crud: Crud, ways: Layout, sibling: Source, around: Change, table: Table, project: Project
) -> Change:
    created = {
        _path(ways, crud.of): _file(crud, ways, sibling, table, project),
        **_test(crud, ways, sibling, table, project),
    }
    return change(around, Change({}, created))


def _crud(ways: Layout, of: Resource, sibling: Source) -> Crud:
    return Crud(
        of=of,
        owner=ways.variable,
        base="" if own_prefix(ways, of) else f"{ways.base}/{of.slug}",
        database=ways.database,
        auth=ways.auth,
        mine=f"{ways.person}.id" if of.owner else "",
        refusal=answer(sibling, sibling.root),
    )


def _file(crud: Crud, ways: Layout, sibling: Source, table: Table, project: Project) -> str:
    """The new file, from its first line to its last."""
    made, wanted = schemas(crud.of, fitting(Style(), project, sibling.path))
    wanted.setdefault("pydantic", set()).add("ValidationError")
    wanted["flask"] = {"abort", "jsonify", "request"}
    wanted["sqlalchemy"] = {"select"}
    wanted["sqlalchemy.exc"] = {"IntegrityError"}
    given = imported_from(sibling)
    used = [crud.database, crud.auth.partition(".")[0].removesuffix("()"), *_refusing(crud)]
    used += [crud.owner] if ways.shared else []
    used += [ways.person.partition(".")[0]] if crud.mine else []
    for name in filter(None, used):
        wanted.setdefault(given.get(name) or _module(ways, name), set()).add(name)
    model = given.get(crud.of.model) or import_name(ways.modules, ways.sibling, table.file)
    wanted.setdefault(model, set()).add(crud.of.model)
    prefix = "" if ways.given_prefix else own_prefix(ways, crud.of)
    extra = f', url_prefix="{prefix}"' if prefix else ""
    made_here = f'\n{crud.owner} = Blueprint("{crud.of.many}", __name__{extra})\n'
    own = "" if ways.shared else made_here
    if own:
        wanted["flask"].add("Blueprint")
    title = crud.of.many.replace("_", " ").capitalize()
    return (
        f'"""{title}: list, read, create, change, delete."""\n\n'
        + written(wanted, own_packages(ways.modules))
        + own
        + "\n\n"
        + "\n\n".join(one.text for one in made)
        + "\n\n"
        + text(crud)
    )


def _refusing(crud: Crud) -> list[str]:
    """The project's own function that the refusal calls, if any."""
    last = crud.refusal.lines[-1].removeprefix("return ").partition("(")[0]
    return [last] if last.isidentifier() and last not in {"jsonify", "abort"} else []


def _module(ways: Layout, name: str) -> str:
    """The module of a name that the sibling does not import: its own, or that of the database."""
    path = ways.database_file if name == ways.database else ways.sibling.path
    return import_name(ways.modules, ways.sibling, path)


def _test(
    crud: Crud, ways: Layout, sibling: Source, table: Table, project: Project
) -> dict[str, str]:
    """The test file where the project keeps its tests, if there is none of that name."""
    place = test_path(crud.of, project.paths)
    if place in project.paths:
        return {}
    nobody = Module("")

    def module(path: str) -> str:
        return import_name(ways.modules, nobody, path)

    person = None
    if ways.person.endswith("current_user()"):
        person = ways.modules.find(sibling.path, "", ways.auth.rpartition(".")[0])
    return {
        place: test_text(
            crud,
            Names(
                routes=f"{module(sibling.path).rpartition('.')[0]}.{crud.of.many}".lstrip("."),
                owner=module(ways.blueprint.path) if ways.shared else "",
                database=module(ways.database_file),
                models=module(table.file),
                auth=(person.name, module(person.path)) if person is not None else None,
                factory=_factory(ways),
                prefix=own_prefix(ways, crud.of) or _prefix(ways, project),
                mounted=own_prefix(ways, crud.of) if ways.given_prefix else "",
            ),
        )
    }


def _factory(ways: Layout) -> tuple[tuple[str, str], ...]:
    """`create_app` and its configuration, each with its module."""
    if ways.factory is None:
        return ()
    made, (module, _, name) = ways.factory[0], ways.factory[1].rpartition(".")
    return (made.name, import_name(ways.modules, Module(""), made.path)), (name, module)


def _prefix(ways: Layout, project: Project) -> str:
    """What the app puts before the sibling's routes."""
    for endpoint in project.endpoints:
        if endpoint.file == ways.sibling.path and ways.base in endpoint.path:
            for written_path in ways.paths:
                if endpoint.path.endswith(plain(written_path)):
                    return endpoint.path[: -len(plain(written_path))]
    return ""
