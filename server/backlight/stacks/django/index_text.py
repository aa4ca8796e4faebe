"""An index as Django's models and migrations write it."""

from dataclasses import dataclass

from backlight.analysis.index_keys import TRIGRAMS, IndexKeys
from backlight.analysis.tables import Table

LONGEST = 30
"""Characters of an index's name that every database takes."""
FUNCTIONS = "django.db.models.functions"
INDEXES = "django.contrib.postgres.indexes"
SEARCH = "django.contrib.postgres.search"


@dataclass(frozen=True, slots=True)
class Written:
    """The call that makes it."""

    code: str
    name: str
    fields: tuple[str, ...]
    imports: tuple[tuple[str, str], ...]
    """Modules and the names of them that it says, besides `models`."""


def written(table: Table, keys: IndexKeys) -> Written:
    """`models.Index(fields=["user"], name="order_user_idx")`, or what serves in its place."""
    fields = tuple(_field(table, column) for column in keys.columns)
    special = tuple(filter(None, (keys.function, keys.using, keys.word)))
    name = _name(table.model, (*fields, *special))
    imports = []
    given = [f"fields=[{_listed(fields)}]"]
    if keys.language:
        given = [f'SearchVector({_listed(fields)}, config="{keys.language}")']
        imports.append((SEARCH, "SearchVector"))
    elif keys.function:
        given = [f"{keys.function.title()}({_listed(fields)})"]
        imports.append((FUNCTIONS, keys.function.title()))
    if keys.using:
        imports.append((INDEXES, f"{keys.using.title()}Index"))
    given.append(f'name="{name}"')
    given += [f'opclasses=["{TRIGRAMS}"]'] if keys.trigrams else []
    if keys.include:
        given.append(f"include=[{_listed([_field(table, one) for one in keys.include])}]")
    if keys.where:
        rows = ", ".join(_condition(table, part) for part in keys.where.split(" AND "))
        given.append(f"condition=models.Q({rows})")
    kind = f"{keys.using.title()}Index" if keys.using else "models.Index"
    return Written(f"{kind}({', '.join(given)})", name, fields, tuple(imports))


def _listed(names: tuple[str, ...] | list[str]) -> str:
    return ", ".join(f'"{one}"' for one in names)


def _condition(table: Table, part: str) -> str:
    """`deleted_at__isnull=True` for `deleted_at IS NULL`."""
    name, _, rest = part.partition(" ")
    field = _field(table, name)
    return f"{field}__isnull=True" if rest == "IS NULL" else f"{field}={rest[2:].title()}"


def _field(table: Table, column: str) -> str:
    """The field of a column: `user` for `user_id`, where that is a relation."""
    known = table.column(column)
    if known is not None and known.attribute:
        return known.attribute
    plain = column.removesuffix("_id")
    return plain if plain in table.relations else column


def _name(model: str, words: tuple[str, ...]) -> str:
    said = "_".join((model.lower(), *words))
    return f"{said[: LONGEST - 4].rstrip('_')}_idx"
