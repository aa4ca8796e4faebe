"""The keys that find the next page: what a statement orders by, and what tells equal rows apart.

A page goes on after the last row seen, so no two rows may have the same keys, none of the keys may
be null, and whoever asks for the next page must have been given them.
"""

from re import IGNORECASE
from re import compile as regex

from backlight.analysis.quoting import ident
from backlight.analysis.tables import Column, Schema, Table
from backlight.edits import Refused
from backlight.sql.keyset_answer import Key, repeated, shown, unfit
from backlight.sql.parts import items
from backlight.sql.shape import Select, Statement

FLOAT = regex(r"\b(?:float\d?|double|real)\b", IGNORECASE)
NAME = regex(r"[a-z_][a-z0-9_]*")


def keys(statement: Statement, schema: Schema) -> tuple[Key, ...] | Refused:
    """The keys of a page, the last of which no two rows share; or why there are none."""
    select = statement.selects[0] if statement.selects else None
    if select is None or (reason := unfit(statement, select)):
        return Refused(reason if select is not None else "This is no SELECT.")
    found: list[Key] = []
    order = select.clauses.get("order", (0, 0))
    for item in items(statement, (order[0] + 1, order[1])):
        key = _key(statement, select, item, schema)
        if isinstance(key, Refused):
            return key
        found.append(key)
        if _alone(select, found, schema):
            break
    if (reason := repeated(statement, select, schema)) and select.tables[1:]:
        return Refused(reason)
    if not _alone(select, found, schema):
        last = _last(select, found, schema)
        if isinstance(last, Refused):
            return last
        found.append(last)
    return shown(statement, select, found, schema)


def _key(
    statement: Statement, select: Select, item: tuple[int, int], schema: Schema
) -> Key | Refused:
    start, end = item
    if statement.lower[end - 2 : end - 1] == ["nulls"]:
        end -= 2
    descends = statement.lower[end - 1] == "desc"
    end -= statement.lower[end - 1] in {"asc", "desc"}
    written = statement.text((start, end))
    found = statement.column_of((start, end), select, schema)
    if found is None:
        return Refused(
            f"It orders by `{written[:40]}`, which is no column that the known schema has in one "
            "of its tables; order by columns, or add the DDL or the model to the project."
        )
    table, column = found
    if table.join == "left" or (column.nullable and not column.primary_key):
        return Refused(
            f"`{written}` can be null, and a comparison with the last key leaves out rows where it "
            "is; make it NOT NULL first, or order by another column."
        )
    if FLOAT.search(column.type):
        return Refused(f"`{written}` is a float, which is not the same after it was sent and back.")
    return Key(written, column.name, column, descends, first=table == select.tables[0])


def _alone(select: Select, found: list[Key], schema: Schema) -> bool:
    """Whether no two rows of the first table have the same keys."""
    table = schema.table(select.tables[0].name)
    if table is None:
        return False
    names = {key.column.lower() for key in found if key.first}
    primary = {one.name.lower() for one in table.columns if one.primary_key}
    single = any(_single(one) and one.name.lower() in names for one in table.columns)
    return single or (bool(primary) and primary <= names)


def _single(column: Column) -> bool:
    return column.unique and not column.nullable


def _last(select: Select, found: list[Key], schema: Schema) -> Key | Refused:
    """The unique column that ends the order."""
    base = select.tables[0]
    table = schema.table(base.name)
    mine = _unique(table) if table is not None else None
    if mine is None:
        return Refused(
            f"No single column of `{base.name}` is known to be unique, so rows with the same keys "
            "would be lost between pages; end ORDER BY with one."
        )
    name = mine.name if NAME.fullmatch(mine.name) else ident(mine.name)
    descends = found[-1].descends if found else False
    qualified = select.tables[1:] or any("." in key.written for key in found)
    written = f"{base.alias}.{name}" if qualified else name
    return Key(written, mine.name, mine, descends, added=True)


def _unique(table: Table) -> Column | None:
    primary = [one for one in table.columns if one.primary_key]
    if len(primary) == 1:
        return primary[0]
    return next((one for one in table.columns if _single(one)), None)
