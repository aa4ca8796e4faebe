"""New fields of a model as a migration of Django."""

from tree_sitter import Node

from backlight.analysis.facts import Project
from backlight.analysis.syntax import descendants, field, text_of
from backlight.analysis.tables import Table
from backlight.edits import Change, Refused
from backlight.stacks.django.index import class_of
from backlight.stacks.django.migration import home_of, migration


def migrate(project: Project, table: Table, columns: tuple[str, ...]) -> Change | Refused:
    """`AddField` for each; what cannot be empty in rows that are there is left to the agent."""
    source = project.read(table.file)
    model = class_of(source, table.model) if source is not None else None
    body = field(model, "body")
    if source is None or body is None:
        return Refused(f"The model of `{table.name}` was not found in {table.file}.")
    written = _fields(body)
    lines: list[str] = []
    for column in columns:
        attribute = _attribute(table, column, written)
        code = written.get(attribute, "")
        if not code.startswith("models."):
            return Refused(
                f"`{attribute}` names what a migration must import; ask the agent for it."
            )
        if "null=True" not in code and "default=" not in code and "ManyToMany" not in code:
            return Refused(
                f"`{attribute}` cannot be empty, and rows may be there: it takes a default or a "
                "backfill; ask the agent for the steps."
            )
        lines += [
            "migrations.AddField(",
            f'    model_name="{table.model.lower()}",',
            f'    name="{attribute}",',
            f"    field={code},",
            "),",
        ]
    slug = "_".join((table.model.lower(), *columns))[:50]
    made = migration(project, home_of(table), slug, lines)
    if isinstance(made, Change) and not made.files:
        return Refused(f"The app of {table.file} has no migrations to come after.")
    return made


def _fields(body: Node) -> dict[str, str]:
    """The fields of a class as they are written; empty for one that names what is imported."""
    written: dict[str, str] = {}
    for statement in body.named_children:
        inner = statement.named_children[0] if statement.named_children else None
        name, value = field(inner, "left"), field(inner, "right")
        if name is None or value is None or value.type != "call":
            continue
        words = {text_of(n) for n in descendants(value, "identifier")} - {"models"}
        words -= {text_of(n.children[0]) for n in descendants(value, "keyword_argument")}
        written[text_of(name)] = "" if _foreign(text_of(value), words) else text_of(value)
    return written


def _foreign(code: str, outside: set[str]) -> bool:
    """Whether a field names anything that is not of `models`, or runs over several lines."""
    return "\n" in code or any(f"models.{name}" not in code for name in outside)


def _attribute(table: Table, column: str, written: dict[str, str]) -> str:
    """The field of a column: `user` for `user_id`."""
    known = table.column(column)
    if known is not None and known.attribute:
        return known.attribute
    plain = column.removesuffix("_id")
    return column if column in written or plain not in written else plain
