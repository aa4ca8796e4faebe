"""How the rows of a model are read and written, in the words of the mapper it belongs to."""

from dataclasses import dataclass

from backlight.analysis.facts import Project
from backlight.analysis.javascript_things import Closure
from backlight.analysis.javascript_world import World
from backlight.analysis.syntax import descendants, text_of
from backlight.analysis.tables import Table
from backlight.edits import Refused
from backlight.stacks.express.errors import module_path
from backlight.stacks.javascript_style import module_of


@dataclass(frozen=True, slots=True)
class Store:
    """The statements of one mapper; `{data}` and `{id}` stand for the values."""

    listing: str
    one: str
    create: str
    update: tuple[str, ...]
    remove: str
    taken: str
    """The condition under which a write failed because a unique value is taken."""
    binding: str
    """What is imported: `prisma`, `User`, `{ User }`; empty if nothing is."""
    path: str
    """The file it is imported from."""
    before: tuple[str, ...] = ()
    """What each handler says first."""


def store(project: Project, world: World, table: Table, variable: str) -> Store | Refused:
    """The mapper of a model, as the project uses it."""
    if table.file.endswith(".prisma"):
        return _prisma(project, world, table, variable)
    source = project.read(table.file)
    data = source.text.data if source is not None else b""
    if b"@Entity" in data:
        return Refused(
            f"`{table.model}` is an entity of TypeORM, whose data source is set up in too many "
            "ways to be guessed: ask the agent for it."
        )
    found = _exported(world, table)
    if b"ongoose" in data and found:
        return _mongoose(table, variable, found)
    if b"equelize" in data:
        return _sequelize(project, table, variable, found)
    return Refused(f"How `{table.model}` is stored is not known here: ask the agent for it.")


def _prisma(project: Project, world: World, table: Table, variable: str) -> Store | Refused:
    """The client as other files import it."""
    for path, facts in sorted(project.files.items()):
        source = project.read(path)
        if source is None or source.tree is None:
            continue
        if not any(query.kind == "prisma" for query in facts.queries):
            continue
        for node in source.root.children:
            origin = module_of(node)
            names = [text_of(n) for n in descendants(node, "identifier")] if origin else []
            target = world.files.resolve(origin, path) if origin else None
            if target is None or not {"prisma", "db"} & set(names):
                continue
            client = "prisma" if "prisma" in names else "db"
            binding = f"{{ {client} }}" if "{" in text_of(node).partition("=")[0] else client
            rows = f"{client}.{table.model[:1].lower()}{table.model[1:]}"
            key = _key(table)
            where = f"{{ where: {{ {key} }} }}"
            given = f"{{ where: {{ {key} }}, data: parsed.data }}"
            changed = f"const {variable} = await {rows}.update({given});"
            return Store(
                f"{rows}.findMany({{ take: limit, skip: offset, orderBy: {{ {key}: 'asc' }} }})",
                f"{rows}.findUnique({where})",
                f"{rows}.create({{ data: parsed.data }})",
                (changed,),
                f"await {rows}.delete({where});",
                "error.code === 'P2002'",
                binding,
                target,
            )
    return Refused(
        "No file was found that imports the Prisma client from a file of the project, so it is not "
        "known how to reach it: ask the agent for it."
    )


def _mongoose(table: Table, variable: str, found: tuple[str, str]) -> Store:
    name = table.model
    return Store(
        f"{name}.find().sort({{ _id: 1 }}).skip(offset).limit(limit)",
        f"{name}.findById(id)",
        f"{name}.create(parsed.data)",
        (f"{variable}.set(parsed.data);", f"await {variable}.save();"),
        f"await {variable}.deleteOne();",
        "error.code === 11000",
        *found,
    )


def _sequelize(
    project: Project, table: Table, variable: str, found: tuple[str, str] | None
) -> Store | Refused:
    before: tuple[str, ...] = ()
    if found is None:
        for path in sorted(project.files):
            source = project.read(path)
            for way in ("req.app.get('sequelize').models", 'req.app.get("sequelize").models'):
                if source is not None and way in source.text.source:
                    before = (f"const {{ {table.model} }} = req.app.get('sequelize').models;",)
        if not before:
            return Refused(
                f"`{table.model}` is made by a function, and it is not known how other files get "
                "at it: ask the agent for it."
            )
    name, key = table.model, _key(table)
    return Store(
        f"{name}.findAll({{ limit, offset, order: [['{key}', 'ASC']] }})",
        f"{name}.findByPk({key})",
        f"{name}.create(parsed.data)",
        (f"await {variable}.update(parsed.data);",),
        f"await {variable}.destroy();",
        "error.name === 'SequelizeUniqueConstraintError'",
        *(found or ("", "")),
        before,
    )


def _exported(world: World, table: Table) -> tuple[str, str] | None:
    """How a model is imported from its file, if it is exported itself."""
    module = world.modules.get(table.file)
    if module is None:
        return None
    if table.model in module.exports:
        return f"{{ {table.model} }}", table.file
    for name in ("default", "="):
        if name in module.exports:
            scope, said = module.exports[name]
            thing = world.thing(table.file, scope, said, {})
            one = module.functions[thing.start] if isinstance(thing, Closure) else None
            return None if one is not None and not one.bases else (table.model, table.file)
    return None


def _key(table: Table) -> str:
    return next((c.attribute or c.name for c in table.columns if c.primary_key), "id")


__all__ = ["Store", "module_path", "store"]
