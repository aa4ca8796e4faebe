"""An index that is advised, in the words of the tool that a project makes its tables with."""

from dataclasses import dataclass
from re import compile as regex

from backlight.analysis.tables import Schema, Table

STATEMENT = regex(
    r"^CREATE INDEX CONCURRENTLY (\w+) ON ([\w.]+) (?:USING (\w+) )?\((.+)\)(?: WHERE (.+))?$"
)
KEY = regex(r"^(?:(lower|upper)\((\w+)\)|(\w+) (gin_trgm_ops))$")
TRIGRAMS = "gin_trgm_ops"


@dataclass(frozen=True, slots=True)
class Made:
    """The parts of the statement that makes an index."""

    name: str
    table: str
    using: str
    columns: tuple[str, ...]
    function: str
    """What each column goes through: `lower`."""
    trigrams: bool
    where: str

    @property
    def plain(self) -> bool:
        """Whether it is one of columns and of every row."""
        return not (self.using or self.function or self.where)


def said(statement: str, schema: Schema) -> str:
    """A migration in the project's own tool where its tables say which that is, else the SQL."""
    one = _read(statement)
    table = schema.table(one.table) if one is not None else None
    text = f"`{statement};`" if one is None or table is None else _in_tool(one, table, statement)
    return f"{text} (it takes the extension pg_trgm)" if one is not None and one.trigrams else text


def _read(statement: str) -> Made | None:
    hit = STATEMENT.match(statement)
    if hit is None:
        return None
    name, table, using, keys, where = (part or "" for part in hit.groups())
    listed = keys.split(", ")
    special = KEY.match(listed[0])
    function, inner, column, trigrams = special.groups() if special is not None else (None,) * 4
    columns = (inner or column or "",) if special is not None else tuple(listed)
    return Made(name, table, using, columns, function or "", trigrams is not None, where)


def _in_tool(one: Made, table: Table, statement: str) -> str:
    if table.file.endswith(".prisma"):
        return _prisma(one, table, statement)
    if table.file.endswith(".rb"):
        return _rails(one)
    if any(column.type.endswith("Field") for column in table.columns):
        return _django(one, table)
    if table.origin != "ddl" and table.file.endswith(".py"):
        return _alembic(one)
    return f"`{statement};`"


def _prisma(one: Made, table: Table, statement: str) -> str:
    """What its schema cannot say goes into a migration that is written by hand."""
    listed = ", ".join(_attributes(table, one.columns))
    if one.plain or (one.using and not one.trigrams):
        kind = ", type: Gin" if one.using else ""
        return f"`@@index([{listed}]{kind})` in the model `{table.model}`"
    return f"`{statement};` in a migration of Prisma (`migrate dev --create-only`)"


def _rails(one: Made) -> str:
    keys = (
        f'"{one.function}({one.columns[0]})"' if one.function else f"[:{', :'.join(one.columns)}]"
    )
    more = f", using: :{one.using}" if one.using else ""
    more += f", opclass: :{TRIGRAMS}" if one.trigrams else ""
    more += f', where: "{one.where}"' if one.where else ""
    made = f'add_index :{one.table}, {keys}, name: "{one.name}"{more}, algorithm: :concurrently'
    return f"`{made}` in a migration with `disable_ddl_transaction!`"


def _django(one: Made, table: Table) -> str:
    fields = ", ".join(f'"{name}"' for name in _attributes(table, one.columns))
    keys = f"fields=[{fields}]"
    keys = f"{one.function.title()}({fields})" if one.function else keys
    keys = f'OpClass({fields}, name="{TRIGRAMS}")' if one.trigrams else keys
    rows = ", ".join(_condition(table, part) for part in one.where.split(" AND ") if part)
    where = f", condition=models.Q({rows})" if rows else ""
    kind = "GinIndex" if one.using else "models.Index"
    return (
        f'`{kind}({keys}, name="{one.name[:30]}"{where})` in `Meta.indexes` of '
        f"`{table.model or table.name}`, then `makemigrations`"
    )


def _condition(table: Table, part: str) -> str:
    """`deleted_at__isnull=True` for `deleted_at IS NULL`."""
    name, _, rest = part.partition(" ")
    (field,) = _attributes(table, (name,))
    return f"{field}__isnull=True" if rest == "IS NULL" else f"{field}={rest[2:].title()}"


def _alembic(one: Made) -> str:
    listed = ", ".join(f'"{name}"' for name in one.columns)
    keys = f'sa.text("{one.function}({one.columns[0]})")' if one.function else listed
    more = f', postgresql_using="{one.using}"' if one.using else ""
    more += f', postgresql_ops={{{listed}: "{TRIGRAMS}"}}' if one.trigrams else ""
    more += f', postgresql_where=sa.text("{one.where}")' if one.where else ""
    made = f'op.create_index("{one.name}", "{one.table}", [{keys}]{more}'
    return (
        f"`{made}, postgresql_concurrently=True)` in a migration of Alembic, under "
        "`with op.get_context().autocommit_block():`"
    )


def _attributes(table: Table, columns: tuple[str, ...]) -> list[str]:
    """The columns as the model names them."""
    found = []
    for name in columns:
        column = table.column(name)
        found.append((column.attribute or column.name) if column is not None else name)
    return found
