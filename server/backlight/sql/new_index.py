"""An index that is advised, in the words of the tool that a project makes its tables with."""

from re import compile as regex

from backlight.analysis.tables import Schema, Table

STATEMENT = regex(r"^CREATE INDEX CONCURRENTLY (\w+) ON ([\w.]+) \((.+)\)$")


def said(statement: str, schema: Schema) -> str:
    """A migration in the project's own tool where its tables say which that is, else the SQL."""
    hit = STATEMENT.match(statement)
    table = schema.table(hit[2]) if hit is not None else None
    if hit is None or table is None:
        return f"`{statement};`"
    name, columns = hit[1], hit[3].split(", ")
    if table.file.endswith(".prisma"):
        return f"`@@index([{', '.join(_attributes(table, columns))}])` in the model `{table.model}`"
    if any(column.type.endswith("Field") for column in table.columns):
        fields = ", ".join(f'"{one}"' for one in _attributes(table, columns))
        return (
            f'`models.Index(fields=[{fields}], name="{name[:30]}")` in `Meta.indexes` of '
            f"`{table.model or table.name}`, then `makemigrations`"
        )
    if table.origin != "ddl" and table.file.endswith(".py"):
        listed = ", ".join(f'"{one}"' for one in columns)
        return f'`op.create_index("{name}", "{hit[2]}", [{listed}])` in a migration of Alembic'
    return f"`{statement};`"


def _attributes(table: Table, columns: list[str]) -> list[str]:
    """The columns as the model names them."""
    found = []
    for name in columns:
        column = table.column(name)
        found.append((column.attribute or column.name) if column is not None else name)
    return found
