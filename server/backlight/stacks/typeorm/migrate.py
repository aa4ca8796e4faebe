"""New columns of an entity of TypeORM as a migration, in PostgreSQL."""

from backlight.analysis.facts import Project
from backlight.analysis.syntax import descendants, field, text_of
from backlight.analysis.tables import Table
from backlight.edits import Change, Refused
from backlight.stacks.typeorm.column_type import Declared, declared
from backlight.stacks.typeorm.decorators import Member
from backlight.stacks.typeorm.entities import members_of
from backlight.stacks.typeorm.migration import Step, newest, written


def migrate(project: Project, table: Table, columns: tuple[str, ...]) -> Change | Refused:
    """`ADD` for each that may be empty or has a plain default; all else is the agent's."""
    known = project.schema.of_model(table.model)
    if known is None or known.unclear or not _whole(project, table):
        return Refused(f"What other classes give `{table.model}` is not known; ask the agent.")
    last = newest(project, table)
    if isinstance(last, Refused):
        return last
    members = _members(project, table)
    up: list[Step] = []
    down: list[Step] = []
    for name in columns:
        column = table.column(name)
        member = members.get((column.attribute or name) if column is not None else name)
        if member is None:
            return Refused(f"`{name}` is not declared in `{table.model}` itself.")
        made = declared(member, name)
        if isinstance(made, Refused):
            return made
        up.append(_added(table.name, name, made))
        down.insert(0, _dropped(table.name, name))
    return written(last, ("add", *columns, "to", table.name.rpartition(".")[2]), up, down)


def _whole(project: Project, table: Table) -> bool:
    """Whether all classes that an entity inherits from are known."""
    known = {one.name for facts in project.files.values() for one in facts.mixins}
    return table.complete and all(base in known for base in table.bases)


def _members(project: Project, table: Table) -> dict[str, Member]:
    """The fields of an entity's own class, by their names."""
    source = project.read(table.file)
    for node in descendants(source.root, "class_declaration") if source is not None else ():
        name, body = field(node, "name"), field(node, "body")
        if name is not None and text_of(name) == table.model and body is not None:
            return {one[0]: one for one in members_of(body)}
    return {}


def _added(table: str, name: str, made: Declared) -> Step:
    must = "" if made.nullable else " NOT NULL"
    default = f" DEFAULT {made.default}" if made.default else ""
    said = [f"name: '{name}'", f"type: '{made.type.lower()}'"]
    said += ["isNullable: true"] if made.nullable else []
    said += [f"default: {_quoted(made.default)}"] if made.default else []
    call = (
        "addColumn(",
        f"  '{table}',",
        "  new TableColumn({",
        *(f"    {one}," for one in said),
        "  }),",
        ")",
    )
    return Step(f'ALTER TABLE {_path(table)} ADD "{name}" {made.type}{must}{default}', call)


def _quoted(default: str) -> str:
    return f'"{default}"' if "'" in default else f"'{default}'"


def _dropped(table: str, name: str) -> Step:
    sql = f'ALTER TABLE {_path(table)} DROP COLUMN "{name}"'
    return Step(sql, (f"dropColumn('{table}', '{name}')",))


def _path(table: str) -> str:
    return ".".join(f'"{part}"' for part in table.split("."))
