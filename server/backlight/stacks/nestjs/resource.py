"""CRUD for an entity of TypeORM in Nest: its bodies, service, controller, module, and a test."""

from posixpath import basename, dirname, join, relpath
from re import compile as regex

from tree_sitter import Node

from backlight.analysis.facts import Project
from backlight.analysis.javascript_world import World
from backlight.analysis.syntax import Source, descendants, field, text_of
from backlight.analysis.tables import Table
from backlight.edits import Change, Edit, Refused, change
from backlight.stacks.names import camel, snake
from backlight.stacks.nestjs.application import applications
from backlight.stacks.nestjs.fragment import classes
from backlight.stacks.nestjs.imports import imported, quote, semicolon
from backlight.stacks.nestjs.resource_fields import Shape, shape
from backlight.stacks.nestjs.resource_service import service
from backlight.stacks.nestjs.resource_text import (
    Resource,
    controller,
    create_dto,
    module,
    spec,
    update_dto,
)
from backlight.stacks.node_package import Package, package_of
from backlight.stacks.rails_words import plural

ENTITY = regex(r"^(.+?)(?:[._-]entity)?\.ts$")
GUARD = regex(r"@UseGuards\(\s*(\w+)\s*\)")
ENDING = regex(r"from ['\"]\.[^'\"]*(\.[jt]s)['\"]")
NEAR = 10_000
"""Bytes between the start of a module's class and its decorator, whichever comes first."""
NEEDED = ("typeorm", "@nestjs/typeorm", "class-validator", "class-transformer")


def create_resource(source: Source, table: Table, project: Project) -> Change | Refused:
    """List, read, create, change and delete rows, laid out as `nest generate resource` does."""
    package = package_of(project, source.path)
    if lacking := [name for name in NEEDED if name not in package.dependencies]:
        return Refused(
            f"This is written for TypeORM and class-validator, and the project lacks {lacking[0]}: "
            "install it, or ask the agent."
        )
    shaped = _shape(source, table, project)
    if isinstance(shaped, Refused):
        return shaped
    if not _connected(project, table.model):
        return Refused(
            f"Nothing shows that TypeORM is given `{table.model}` as an entity: add it to "
            "`entities` of its options first, or ask the agent."
        )
    of = _resource(source, table, project, shaped, package)
    if isinstance(of, Refused):
        return of
    folder = dirname(source.path)
    mounted = _mounted(project, of, folder)
    if isinstance(mounted, Refused):
        return mounted
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
    created = {join(folder, name): _styled(source, text) for name, text in texts.items()}
    if taken := next((path for path in created if path in project.paths), ""):
        return Refused(f"`{taken}` exists already: add what is missing there, or ask the agent.")
    return change(mounted, Change({}, created))


def _shape(source: Source, table: Table, project: Project) -> Shape | Refused:
    one = next((c for c in classes(project.files[source.path]) if c.name == table.model), None)
    if one is None:
        return Refused(f"`{table.model}` is not read here.")
    return shape(one, [c for facts in project.files.values() for c in classes(facts)])


def _connected(project: Project, model: str) -> bool:
    """Whether TypeORM knows the entity: by a list, a pattern of files, or a module that has it."""
    known = regex(
        rf"autoLoadEntities:\s*true|\.entity\b[^'\"\n]*['\"]|\bentities:[^\]]*\b{model}\b"
    )
    for path, facts in project.files.items():
        text = project.read(path) if "nestjs" in facts.fragments else None
        if text is not None and b"entit" in text.text.data.lower():
            said = text.text.source
            hit = known.search(said.replace("from ", ""))
            if hit is not None and ("entities" in said or "autoLoadEntities" in said):
                return True
    return False


def _resource(
    source: Source, table: Table, project: Project, shaped: Shape, package: Package
) -> Resource | Refused:
    word = ENTITY.match(basename(source.path))
    name = table.model.removesuffix("Entity") or table.model
    guard = _guard(project, dirname(source.path))
    if isinstance(guard, Refused):
        return guard
    partial = next(
        (p for p in ("@nestjs/swagger", "@nestjs/mapped-types") if p in package.dependencies), ""
    )
    endings = ENDING.search(source.text.source)
    return Resource(
        model=table.model,
        name=name,
        slug=plural(snake(name)).replace("_", "-"),
        rows=camel(plural(snake(name))),
        word=word[1] if word is not None else snake(name),
        shape=shaped,
        entity=f"./{basename(source.path).removesuffix('.ts')}{endings[1] if endings else ''}",
        end=endings[1] if endings else "",
        partial=partial,
        guard=guard,
    )


def _guard(project: Project, folder: str) -> tuple[str, str] | Refused:
    """What asks who it is for most routes; with where it stands, seen from a folder."""
    own = [e for e in project.endpoints if e.stack == "nestjs"]
    asked = [e for e in own if e.guards]
    if 2 * len(asked) < len(own) or not asked:
        return "", ""
    source = project.read(asked[0].file)
    hit = GUARD.search(source.text.source) if source is not None else None
    origin = (
        hit
        and source
        and regex(rf"import \{{[^}}]*\b{hit[1]}\b[^}}]*\}} from ['\"](\.[^'\"]+)['\"]").search(
            source.text.source
        )
    )
    if hit is None or not origin:
        return Refused(
            f"Routes are guarded by `{asked[0].guards[0]}` here, and who may ask for the new ones "
            "must be decided: ask the agent for them."
        )
    path = relpath(join(dirname(asked[0].file), origin[1]), folder)
    return hit[1], path if path.startswith(".") else f"./{path}"


def _mounted(project: Project, of: Resource, folder: str) -> Change | Refused:
    """The new module among the imports of the root module."""
    fragments = {
        path: facts.fragments["nestjs"]
        for path, facts in project.files.items()
        if "nestjs" in facts.fragments
    }
    world = World({path: one.module for path, one in fragments.items()})
    apps = [app for app in applications(world, fragments) if app.root is not None]
    path, start = apps[0].root if apps and apps[0].root else ("", 0)
    source = project.read(path) if path else None
    items = _imports(source, start) if source is not None else None
    if source is None or items is None:
        return Refused("No root module with a list of imports is known here: ask the agent.")
    name = f"{of.name}Module"
    target = relpath(join(folder, f"{of.word}.module{of.end}"), dirname(path))
    target = target if target.startswith(".") else f"./{target}"
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
