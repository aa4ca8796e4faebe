"""CRUD for an entity of TypeORM in Nest: its bodies, service, controller, module, and a test."""

from posixpath import basename, dirname, join
from re import compile as regex

from tree_sitter import Node

from backlight.analysis.facts import Project
from backlight.analysis.javascript_world import World
from backlight.analysis.syntax import Source, descendants, field, text_of
from backlight.analysis.tables import Table
from backlight.edits import Change, Edit, Refused, change
from backlight.stacks.names import camel, snake
from backlight.stacks.nestjs.application import Application, applications
from backlight.stacks.nestjs.fragment import classes
from backlight.stacks.nestjs.imports import imported, quote, semicolon
from backlight.stacks.nestjs.resource_fields import Shape, shape
from backlight.stacks.nestjs.resource_guard import guard
from backlight.stacks.nestjs.resource_module import module, spec
from backlight.stacks.nestjs.resource_place import connected, home, seen
from backlight.stacks.nestjs.resource_service import service
from backlight.stacks.nestjs.resource_text import (
    IMPORTED,
    Resource,
    controller,
    create_dto,
    update_dto,
)
from backlight.stacks.node_package import Package, package_of
from backlight.stacks.rails_words import plural

ENTITY = regex(r"^(.+?)(?:[._-]entity)?\.ts$")
ENDING = regex(r"from ['\"]\.[^'\"]*(\.[jt]s)['\"]")
NEAR = 10_000
"""Bytes between the start of a module's class and its decorator, whichever comes first."""
SWAGGER = (4, 5)
"""The version that has `PartialType`."""
NEEDED = ("typeorm", "@nestjs/typeorm", "class-validator", "class-transformer")


def create_resource(source: Source, table: Table, project: Project) -> Change | Refused:
    """List, read, create, change and delete rows, laid out as `nest generate resource` does."""
    package = package_of(project, source.path)
    if lacking := [name for name in NEEDED if name not in package.dependencies]:
        return Refused(
            f"This is written for TypeORM and class-validator, and the project lacks {lacking[0]}: "
            "install it, or ask the agent."
        )
    if table.model in IMPORTED:
        return Refused(f"`{table.model}` is also what its routes import of Nest: ask the agent.")
    shaped = _shape(source, table, project)
    if isinstance(shaped, Refused):
        return shaped
    if not connected(project, table.model):
        return Refused(
            f"Nothing shows that TypeORM is given `{table.model}` as an entity: add it to "
            "`entities` of its options first, or ask the agent."
        )
    app = _application(project)
    of = _resource(source, table, project, shaped, (package, app))
    if isinstance(of, Refused):
        return of
    served = (e.path for e in project.endpoints if "{" not in e.path)
    if taken := next((p for p in served if f"{p.rstrip('/')}/".endswith(f"/{of.slug}/")), ""):
        return Refused(f"`{taken}` is served already: add what is missing there, or ask the agent.")
    mounted = _mounted(project, of, app)
    if isinstance(mounted, Refused):
        return mounted
    created = {path: _styled(source, text) for path, text in _texts(of, package).items()}
    if taken := next((path for path in created if path in project.paths), ""):
        return Refused(f"`{taken}` exists already: add what is missing there, or ask the agent.")
    return change(mounted, Change({}, created))


def _texts(of: Resource, package: Package) -> dict[str, str]:
    """The new files, by path."""
    runner = next((name for name in ("vitest", "jest") if name in package.dependencies), "")
    texts = {
        f"dto/create-{of.word}.dto.ts": create_dto(of),
        f"dto/update-{of.word}.dto.ts": update_dto(of),
        f"{of.word}.service.ts": service(of),
        f"{of.word}.controller.ts": controller(of),
        f"{of.word}.module.ts": module(of),
    }
    if runner:
        texts[f"{of.word}.service.spec.ts"] = spec(of, runner)
    return {join(of.folder, name): text for name, text in texts.items()}


def _shape(source: Source, table: Table, project: Project) -> Shape | Refused:
    one = next((c for c in classes(project.files[source.path]) if c.name == table.model), None)
    if one is None:
        return Refused(f"`{table.model}` is not read here.")
    return shape(one, [c for facts in project.files.values() for c in classes(facts)])


def _application(project: Project) -> Application:
    fragments = {
        path: facts.fragments["nestjs"]
        for path, facts in project.files.items()
        if "nestjs" in facts.fragments
    }
    world = World({path: one.module for path, one in fragments.items()})
    found = applications(world, fragments)
    return next((app for app in found if app.root is not None), Application(""))


def _resource(
    source: Source,
    table: Table,
    project: Project,
    shaped: Shape,
    known: tuple[Package, Application],
) -> Resource | Refused:
    package, app = known
    word = ENTITY.match(basename(source.path))
    name = table.model.removesuffix("Entity") or table.model
    slug = plural(snake(name)).replace("_", "-")
    folder = home(source.path, slug, app)
    if isinstance(folder, Refused):
        return folder
    asked = guard(project, folder, app)
    if isinstance(asked, Refused):
        return asked
    endings = ENDING.search(source.text.source)
    end = endings[1] if endings else ""
    return Resource(
        model=table.model,
        name=name,
        slug=slug,
        rows=camel(plural(snake(name))),
        word=word[1] if word is not None else snake(name),
        shape=shaped,
        folder=folder,
        entity=seen(source.path.removesuffix(".ts") + end, folder),
        end=end,
        partial=_partial(package),
        guard=asked,
        coded=() < package.least("typeorm") < (0, 3),
        plain=() < package.least("@nestjs/common") < (8,),
    )


def _partial(package: Package) -> str:
    """The package that `PartialType` is taken from."""
    if package.least("@nestjs/swagger") >= SWAGGER:
        return "@nestjs/swagger"
    return "@nestjs/mapped-types" if "@nestjs/mapped-types" in package.dependencies else ""


def _mounted(project: Project, of: Resource, app: Application) -> Change | Refused:
    """The new module among the imports of the root module."""
    path, start = app.root or ("", 0)
    source = project.read(path) if path else None
    items = _imports(source, start) if source is not None else None
    if source is None or items is None:
        return Refused("No root module with a list of imports is known here: ask the agent.")
    name = f"{of.name}Module"
    target = seen(join(of.folder, f"{of.word}.module{of.end}"), dirname(path))
    last = items.named_children[-1] if items.named_children else None
    if last is None:
        added = Edit(items.start_byte + 1, items.start_byte + 1, name)
    else:
        alone = last.start_point.row > items.start_point.row
        pad = source.text.before(last.start_byte) if alone else ""
        code = f",\n{pad}{name}" if alone and not pad.strip() else f", {name}"
        added = Edit(last.end_byte, last.end_byte, code)
    why = "The module of the new routes."
    return change(
        (path, [Edit(added.start, added.end, added.text, why), *imported(source, target, name)])
    )


def _imports(source: Source, start: int) -> Node | None:
    """The list `imports: […]` of the module that starts at a place."""
    for pair in descendants(source.root, "pair"):
        key, held = field(pair, "key"), field(pair, "value")
        if key is None or held is None or text_of(key) != "imports" or held.type != "array":
            continue
        if pair.start_byte <= start + NEAR:
            return held
    return None


def _styled(source: Source, text: str) -> str:
    """A text in the quotes of the file beside it, and with its ends of statements."""
    if quote(source) == '"':
        text = text.replace("'", '"')
    if not semicolon(source):
        text = "\n".join(row.removesuffix(";") for row in text.split("\n"))
    return text
