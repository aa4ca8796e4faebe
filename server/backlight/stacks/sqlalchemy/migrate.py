"""New columns of a model as a revision of Alembic."""

from re import compile as regex

from backlight.analysis.facts import Project
from backlight.analysis.tables import Table
from backlight.edits import Change, Refused
from backlight.stacks.sqlalchemy import columns as written
from backlight.stacks.sqlalchemy.classes import Model
from backlight.stacks.sqlalchemy.index import model_of
from backlight.stacks.sqlalchemy.revision import revision

TYPES = regex(
    r"^(?:\w+\.)?((?:Big|Small)?Integer|String|Text|Unicode|UnicodeText|Boolean|Date|DateTime|Time"
    r"|Float|Numeric|JSON|LargeBinary|Uuid)(\([\w\s=,.]*\))?$"
)
ANNOTATED = {
    "str": "String",
    "int": "Integer",
    "bool": "Boolean",
    "float": "Float",
    "bytes": "LargeBinary",
    "date": "Date",
    "datetime": "DateTime",
    "datetime.date": "Date",
    "datetime.datetime": "DateTime",
    "Decimal": "Numeric",
}
"""Types of Python -> the types that SQLAlchemy maps them to by itself."""


def migrate(project: Project, table: Table, columns: tuple[str, ...]) -> Change | Refused:
    """`add_column` for each; what cannot be empty in rows that are there is left to the agent."""
    found = model_of(project, table)
    if isinstance(found, Refused):
        return found
    up: list[str] = []
    down: list[str] = []
    for name in columns:
        line = _added(found[1], table, name)
        if isinstance(line, Refused):
            return line
        up.append(line)
        down.insert(0, f'op.drop_column("{table.name}", "{name}")')
    plain = table.name.rpartition(".")[2]
    title = f"Add {', '.join(columns)} to {table.name}"
    made = revision(project, found[0].path, f"add_{'_'.join(columns)}_to_{plain}", title, up, down)
    if isinstance(made, Change) and not made.files:
        return Refused("No revision of Alembic was found to come after.")
    return made


def _added(model: Model, table: Table, name: str) -> str | Refused:
    """One `op.add_column(…)`, of a type that says itself what the database makes of it."""
    for attribute, (annotation, value) in model.attributes.items():
        column = written.column(attribute, annotation, value)
        if column is None or column.name != name or not written.mapped(annotation, value):
            continue
        call = written.call_of(value)
        extra = set(call.named) - {"nullable", "default", "comment"} if call is not None else set()
        if column.references or column.unique or extra:
            said = ", ".join(sorted(extra)) or "a key"
            return Refused(
                f"`{name}` has more than a type ({said}); ask the agent for its migration."
            )
        if not column.nullable:
            return Refused(
                f"`{name}` cannot be empty, and rows may be there: it takes a default or a "
                "backfill; ask the agent for the steps."
            )
        hit = TYPES.match(column.type)
        type_ = f"{hit[1]}{hit[2] or '()'}" if hit else f"{ANNOTATED.get(column.type, '')}()"
        if type_ == "()":
            return Refused(
                f"The type of `{name}` ({column.type or 'none'}) is not one of the plain."
            )
        return f'op.add_column("{table.name}", sa.Column("{name}", sa.{type_}, nullable=True))'
    return Refused(f"The column `{name}` is not declared in `{model.name}` itself.")
