"""New columns of a Prisma model as the migration that `prisma migrate dev` would write."""

from re import Match
from re import compile as regex

from backlight.analysis.facts import Project
from backlight.analysis.next_migration import following
from backlight.analysis.tables import Table
from backlight.edits import Change, Refused
from backlight.stacks.prisma.index import MIGRATION, MYSQL, POSTGRES, provider_of
from backlight.stacks.prisma.schema import COLUMN, MODEL, ROW

NAMES = ("String", "Int", "BigInt", "Float", "Boolean", "DateTime", "Bytes")
TYPES = {
    "postgresql": ("TEXT", "INTEGER", "BIGINT", "DOUBLE PRECISION", "BOOLEAN", "TIMESTAMP(3)"),
    "mysql": ("VARCHAR(191)", "INTEGER", "BIGINT", "DOUBLE", "BOOLEAN", "DATETIME(3)"),
    "sqlite": ("TEXT", "INTEGER", "BIGINT", "REAL", "BOOLEAN", "DATETIME"),
}
BYTES = {"postgresql": "BYTEA", "mysql": "LONGBLOB", "sqlite": "BLOB"}
DEFAULT = regex(r'@default\(\s*("(?:[^"\\\']*)"|-?\d+(?:\.\d+)?|true|false)\s*\)')
OTHER = regex(r"@(?!default\b|map\b)[\w.]+")


def migrate(project: Project, table: Table, columns: tuple[str, ...]) -> Change | Refused:
    """`ADD COLUMN` for each that may be empty or has a plain default; all else is the agent's."""
    source = project.read(table.file)
    text = source.text.source if source is not None else ""
    model = next((hit for hit in MODEL.finditer(text) if hit[1] == table.model), None)
    old = sorted(path for path in project.paths if MIGRATION.search(path))
    kind = provider_of(text)
    kind = "postgresql" if kind in POSTGRES else kind
    if model is None or not old or kind not in TYPES:
        return Refused(f"How a migration for `{table.name}` is written is not known here.")
    rows = {_name(row): row for row in ROW.finditer(model[2])}
    quote = "`" if kind in MYSQL else '"'
    added: list[str] = []
    for name in columns:
        row = rows.get(name)
        made = _added(row, name, kind, quote) if row is not None else None
        if made is None or isinstance(made, Refused):
            return made or Refused(f"`{name}` is not declared in `{table.model}` itself.")
        added.append(made)
    steps = [f"ALTER TABLE {quote}{table.name}{quote} {one};" for one in added]
    if kind != "sqlite":  # It takes one column a statement
        steps = [f"ALTER TABLE {quote}{table.name}{quote} " + ",\n".join(added) + ";"]
    slug = "_".join(("add", *columns, "to", table.name.lower()))
    files = following(project, old[-1], slug, "\n".join(("-- AlterTable", *steps)), "", apart=False)
    return Change({}, files) if files else Refused(f"What comes after {old[-1]} is not clear.")


def _name(row: Match[str]) -> str:
    mapped = COLUMN.search(row[5])
    return mapped[1] if mapped is not None else row[1]


def _added(row: Match[str], name: str, kind: str, quote: str) -> str | Refused:
    """One column, with the type that Prisma gives it in a database."""
    types = dict(zip(NAMES, (*TYPES[kind], BYTES[kind]), strict=True))
    rest = row[5].partition("//")[0]
    default = DEFAULT.search(rest)
    other = OTHER.search(rest)
    if row[2] not in types or row[3] or other or ("@default" in rest and default is None):
        said = other[0] if other is not None else f"{row[2]}{row[3] or ''}"
        return Refused(
            f"`{name}` is more than a plain column (`{said}`): run `prisma migrate dev`, or ask "
            "the agent for its migration."
        )
    if default is None and not row[4]:
        return Refused(
            f"`{name}` cannot be empty, and rows may be there: it takes a default or a backfill; "
            "ask the agent for the steps."
        )
    must = "" if row[4] else " NOT NULL"
    value = default[1].replace('"', "'") if default is not None else ""
    value = f" DEFAULT {value}" if value else ""
    return f"ADD COLUMN     {quote}{name}{quote} {types[row[2]]}{must}{value}"
