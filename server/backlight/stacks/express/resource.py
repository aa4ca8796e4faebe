"""CRUD for a model in an Express project's layout: routes, checks, errors, paging, test."""

from dataclasses import dataclass, replace
from posixpath import basename

from backlight.analysis.facts import Project
from backlight.analysis.syntax import Source
from backlight.analysis.tables import Column, Table
from backlight.edits import Change, Refused, change
from backlight.stacks import sensitive
from backlight.stacks.express.errors import Refusal, refusal
from backlight.stacks.express.fields import Field
from backlight.stacks.express.follow import STAMPS, column_type, linked
from backlight.stacks.express.layout import Sibling, renamed, sibling
from backlight.stacks.express.libraries import Library
from backlight.stacks.express.mounting import mounted
from backlight.stacks.express.naming import camel
from backlight.stacks.express.owner import Owner, owner
from backlight.stacks.express.resource_check import check_of
from backlight.stacks.express.resource_parts import Resource
from backlight.stacks.express.resource_text import controller_text, guard_of, router_text
from backlight.stacks.express.stores import Store, store
from backlight.stacks.express.validate import choose, edition
from backlight.stacks.javascript_style import style_of
from backlight.stacks.node_package import Package, depend, package_of
from backlight.stacks.rails_words import plural

UNKNOWN = (
    "`{}` comes from the body, as how the routes know who has signed in is not known here: "
    "set it from the session before you serve this"
)


@dataclass(frozen=True, slots=True)
class Plan:
    """All that is decided before a line is written."""

    beside: Sibling
    store: Store
    library: Library
    way: Refusal
    package: Package
    path: str
    """The file of the new routes."""


def create_resource(_source: Source, table: Table, project: Project) -> Change | Refused:
    """List, read, create, change and delete rows of a model, as its siblings do it."""
    if isinstance(answer := _possible(table), Refused):
        return answer
    plan = _plan(table, project)
    if isinstance(plan, Refused):
        return plan
    beside, package = plan.beside, plan.package
    name = camel(table.model)
    mount = mounted(beside, plan.path, name, package.said)
    if isinstance(mount, Refused):
        return mount
    guard, _ = guard_of(beside, plan.path)
    whose = owner(project, table, beside, guarded=bool(guard))
    if whose is not None and not whose.signed_in:
        mount = [
            replace(mount[0], why=f"{mount[0].why}. {UNKNOWN.format(whose.column)}"),
            *mount[1:],
        ]
    of = _resource(plan, table, project, whose if whose is not None and whose.signed_in else None)
    if not of.fields:
        return Refused(f"`{table.model}` has no column that a client could set.")
    created = {plan.path: router_text(of)}
    if of.controller:
        created[of.controller] = controller_text(of)
    created |= check_of(of, project, beside)
    taken = next((path for path in created if path in project.paths), "")
    if taken:
        return Refused(f"`{taken}` exists already: add what is missing there, or ask the agent.")
    install = _install(package, plan.library)
    return change((beside.mount.path, mount), *install, Change({}, created))


def _possible(table: Table) -> Refused | None:
    secret = next((c.name for c in table.columns if _is_barred(c)), "")
    if secret:
        return Refused(
            f"`{table.model}` holds `{secret}`, which must be neither taken nor shown as it is: "
            "ask the agent for its endpoints."
        )
    keys = [column for column in table.columns if column.primary_key]
    if len(keys) != 1 or not table.model:
        return Refused(
            f"`{table.model or table.name}` has {len(keys)} key columns, and the pattern needs "
            "one: ask the agent for it."
        )
    if not writable(table):
        return Refused(f"`{table.model}` has no column that a client could set.")
    return None


def _is_barred(column: Column) -> bool:
    return sensitive.secret(column.name) or sensitive.right(column.name)


def writable(table: Table) -> list[Column]:
    """The columns a client may set: no keys, no time stamps."""
    return [
        c
        for c in table.columns
        if not c.primary_key and (c.attribute or c.name) not in STAMPS and c.name not in STAMPS
    ]


def _plan(table: Table, project: Project) -> Plan | Refused:
    world, beside = linked(project).world, sibling(project, table)
    if isinstance(beside, Refused):
        return beside
    package = package_of(project, beside.source.path)
    if keys := _linked(table, project, package):
        return Refused(
            f"`{table.model}` has keys that associations in {keys} add, and they are not known "
            "here: ask the agent for it."
        )
    library = choose(package)
    if library is None:
        return Refused(
            "This project checks requests with rules in its routes; install zod to have a schema "
            "written, or ask the agent for it."
        )
    found = store(project, world, table, camel(table.model))
    if isinstance(found, Refused):
        return found
    path = renamed(beside.source.path, beside.word, camel(table.model))
    if path == beside.source.path:
        return Refused(
            f"`{basename(path)}` is not named after what it serves, so the new file has no name: "
            "ask the agent for it."
        )
    way = refusal(project, world, beside.source)
    return Plan(beside, found, edition(project, package, library), way, package, path)


def _linked(table: Table, project: Project, package: Package) -> str:
    """The file in which associations of Sequelize add columns to a model."""
    if package.dependencies and not any("sequelize" in name for name in package.dependencies):
        return ""
    wanted = f"{table.model}.belongsTo(".encode()
    for path in sorted(project.files):
        source = project.read(path)
        if source is not None and source.tree is not None and wanted in source.text.data:
            return path
    return ""


def _resource(plan: Plan, table: Table, project: Project, whose: Owner | None) -> Resource:
    beside = plan.beside
    name = camel(table.model)
    key = next(column for column in table.columns if column.primary_key)
    mine = whose.column if whose is not None else ""
    columns = [c for c in writable(table) if (c.attribute or c.name) != mine]
    controller = renamed(beside.controller, beside.word, name) if beside.controller else ""
    base = "" if beside.prefix not in {"", "/"} else f"/{plural(name)}"
    return Resource(
        name=name,
        path=plan.path,
        base=base,
        fields=tuple(_field(column) for column in columns),
        key=key.attribute or key.name,
        number=column_type(key.type) == "integer",
        mongo=key.name == "_id",
        unique=tuple(c.attribute or c.name for c in columns if c.unique),
        store=plan.store,
        library=plan.library,
        way=plan.way,
        style=style_of(beside.source, plan.package.said),
        beside=beside,
        owner=whose,
        controller=controller if controller != beside.controller else "",
        test=project.paths,
    )


def _field(column: Column) -> Field:
    return Field(
        column.attribute or column.name,
        column_type(column.type),
        required=not (column.nullable or column.default),
        filled=not column.nullable and column_type(column.type) == "string",
    )


def _install(package: Package, library: Library) -> list[Change]:
    if library.package in package.dependencies or not package.path:
        return []
    why = f"{library.package} is new here: run `npm install`"
    edit = depend(package, library.package, library.version, why)
    return [Change({package.path: (edit,)})] if edit is not None else []
