"""An index that is advised, in the words of the tool that a project makes its tables with."""

from dataclasses import dataclass
from re import compile as regex

from backlight.analysis.index_keys import TRIGRAMS, IndexKeys
from backlight.analysis.tables import Schema, Table

STATEMENT = regex(
    r"^CREATE INDEX CONCURRENTLY (\w+) ON ([\w.]+) (?:USING (\w+) )?\((.+?)\)"
    r"(?: INCLUDE \((.+?)\))?(?: WHERE (.+))?$"
)
KEY = regex(r"^(?:(\w+)\((?:'(\w+)', )?(\w+)\)|(\w+) (gin_trgm_ops))$")


@dataclass(frozen=True, slots=True)
class Made:
    """The parts of the statement that makes an index."""

    name: str
    table: str
    keys: IndexKeys


def said(statement: str, schema: Schema) -> str:
    """A migration in the project's own tool where its tables say which that is, else the SQL."""
    one = read(statement)
    table = schema.table(one.table) if one is not None else None
    text = f"`{statement};`" if one is None or table is None else _in_tool(one, table, statement)
    trigrams = one is not None and one.keys.trigrams
    return f"{text} (it takes the extension pg_trgm)" if trigrams else text


def read(statement: str) -> Made | None:
    """The parts of a statement as the lab writes it; `None` for any other."""
    hit = STATEMENT.match(statement)
    if hit is None:
        return None
    name, table, using, keys, include, where = (part or "" for part in hit.groups())
    special = KEY.match(keys)
    parts = special.groups() if special is not None else (None,) * 5
    function, language, inner, column, trigrams = parts
    columns = (inner or column or "",) if special is not None else tuple(keys.split(", "))
    more = tuple(include.split(", ")) if include else ()
    made = IndexKeys(
        columns, function or "", using, trigrams is not None, where, more, language or ""
    )
    return Made(name, table, made)


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
    keys = one.keys
    listed = ", ".join(_attributes(table, keys.columns))
    if keys.plain or (keys.using and not (keys.function or keys.trigrams or keys.where)):
        kind = ", type: Gin" if keys.using else ""
        return f"`@@index([{listed}]{kind})` in the model `{table.model}`"
    return f"`{statement};` in a migration of Prisma (`migrate dev --create-only`)"


def _rails(one: Made) -> str:
    keys = one.keys
    listed = f"[:{', :'.join(keys.columns)}]"
    listed = f'"{keys.call(keys.columns[0])}"' if keys.function else listed
    more = f", using: :{keys.using}" if keys.using else ""
    more += f", opclass: :{TRIGRAMS}" if keys.trigrams else ""
    more += f', where: "{keys.where}"' if keys.where else ""
    more += f", include: [:{', :'.join(keys.include)}]" if keys.include else ""
    made = f'add_index :{one.table}, {listed}, name: "{one.name}"{more}, algorithm: :concurrently'
    return f"`{made}` in a migration with `disable_ddl_transaction!`"


def _django(one: Made, table: Table) -> str:
    keys = one.keys
    fields = ", ".join(f'"{name}"' for name in _attributes(table, keys.columns))
    listed = f"{keys.function.title()}({fields})" if keys.function else f"fields=[{fields}]"
    listed = f'SearchVector({fields}, config="{keys.language}")' if keys.language else listed
    more = f', opclasses=["{TRIGRAMS}"]' if keys.trigrams else ""
    carried = ", ".join(f'"{name}"' for name in _attributes(table, keys.include))
    more += f", include=[{carried}]" if carried else ""
    rows = ", ".join(_condition(table, part) for part in keys.where.split(" AND ") if part)
    where = f", condition=models.Q({rows})" if rows else ""
    kind = "GinIndex" if keys.using else "models.Index"
    return (
        f'`{kind}({listed}, name="{one.name[:30]}"{more}{where})` in `Meta.indexes` of '
        f"`{table.model or table.name}`, then `makemigrations`"
    )


def _condition(table: Table, part: str) -> str:
    """`deleted_at__isnull=True` for `deleted_at IS NULL`."""
    name, _, rest = part.partition(" ")
    (field,) = _attributes(table, (name,))
    return f"{field}__isnull=True" if rest == "IS NULL" else f"{field}={rest[2:].title()}"


def _alembic(one: Made) -> str:
    keys = one.keys
    columns = ", ".join(f'"{name}"' for name in keys.columns)
    listed = f'sa.text("{keys.call(keys.columns[0])}")' if keys.function else columns
    more = f', postgresql_using="{keys.using}"' if keys.using else ""
    more += f', postgresql_ops={{{columns}: "{TRIGRAMS}"}}' if keys.trigrams else ""
    more += f', postgresql_where=sa.text("{keys.where}")' if keys.where else ""
    more += f", postgresql_include={list(keys.include)}".replace("'", '"') if keys.include else ""
    made = f'op.create_index("{one.name}", "{one.table}", [{listed}]{more}'
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
