"""The tables and columns that two statements are about, spelled as the statements spell them."""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from backlight.analysis.tables import Column, Schema
from backlight.sql.lab.owners import owners
from backlight.sql.lab.values import sort_of

if TYPE_CHECKING:
    from sqlglot import exp

CALLS = frozenset({"rowid", "ctid", "oid"})


class Unclear(Exception):
    """Why the tables of a statement cannot be built, in a sentence."""


KEYS = frozenset({"", "ForeignKey", "OneToOneField", "ParentalKey", "TreeForeignKey"})
"""Types of columns that lead to another table and say no more."""


@dataclass(frozen=True, slots=True)
class Field:
    """A column of a scratch table."""

    name: str
    sort: str
    nullable: bool = True
    unique: bool = False
    references: tuple[str, str] | None = None


@dataclass(frozen=True, slots=True)
class Frame:
    """A scratch table; `key` are the columns of its primary key."""

    name: str
    place: str
    """Its database schema, if the statement names one."""
    fields: tuple[Field, ...]
    key: tuple[str, ...] = ()
    guessed: bool = False
    """Its columns are those of the statement; nothing is known of their types and nulls."""
    read: tuple[str, ...] = ()
    """The columns that the statements name; none where they read every one."""

    def field(self, name: str) -> Field | None:
        """A column by name."""
        return next((one for one in self.fields if one.name.lower() == name.lower()), None)


@dataclass(slots=True)
class Used:
    """What the trees say of one table."""

    name: str
    place: str = ""
    columns: dict[str, str] = field(default_factory=dict)
    """Lower case -> as it is spelled."""
    star: bool = False


def frames(trees: Iterable["exp.Expr"], schema: Schema) -> tuple[Frame, ...]:
    """The tables that the trees read or write; raises `Unclear`."""
    used: dict[str, Used] = {}
    for tree in trees:
        _collect(tree, schema, used)
    found = [_frame(one, schema) for one in used.values()]
    return tuple(_linked(one, found) for one in found)


def widened(frames: Iterable[Frame], schema: Schema) -> tuple[Frame, ...]:
    """The same tables with every column that they are known to have."""
    made = list(frames)
    found = []
    for one in made:
        table = schema.table(one.name)
        more = [
            Field(
                c.name,
                _sort(c, schema),
                c.nullable,
                c.unique and not c.primary_key,
                _target(c.references),
            )
            for c in (table.columns if table is not None else ())
            if one.field(c.name) is None
        ]
        found.append(replace(one, fields=(*one.fields, *more)))
    return tuple(_linked(one, found) for one in found)


def spelled(identifier: "exp.Expr") -> str:
    """A name as PostgreSQL keeps it."""
    quoted = bool(identifier.args.get("quoted"))
    return str(identifier.name) if quoted else str(identifier.name).lower()


def _collect(tree: "exp.Expr", schema: Schema, used: dict[str, Used]) -> None:
    from sqlglot import exp

    ctes = {cte.alias.lower() for cte in tree.find_all(exp.CTE)}
    for table in tree.find_all(exp.Table):
        made = not table.db and table.name.lower() in ctes
        if made or not isinstance(table.this, exp.Identifier):  # or a function that gives rows
            continue
        if table.name.startswith("bind_"):
            raise Unclear("the name of a table is known only when the program runs.")
        place = spelled(table.args["db"]) if table.args.get("db") is not None else ""
        used.setdefault(table.name.lower(), Used(spelled(table.this), place))
    if any(_reads(star) for star in tree.find_all(exp.Star)):
        for one in used.values():
            one.star = True
    for column in tree.find_all(exp.Column):
        for name in owners(column, schema, ctes):
            if name in used and not isinstance(column.this, exp.Star):
                spelling = spelled(column.this)
                used[name].columns.setdefault(column.name.lower(), spelling)


def _reads(star: "exp.Expr") -> bool:
    """Whether it stands for columns: not where rows are counted, or asked for at all."""
    above = star.parent
    while above is not None and above.key in {"column", "select", "subquery"}:
        above = above.parent
    return above is None or above.key not in {"count", "exists"}


def _frame(used: Used, schema: Schema) -> Frame:
    table = schema.table(used.name)
    if table is None:
        return _guessed(used)
    wanted = {c.name.lower() for c in table.columns if c.primary_key or c.unique or c.references}
    wanted = wanted | set(used.columns) or {c.name.lower() for c in table.columns[:1]}
    if used.star:
        wanted |= {c.name.lower() for c in table.columns}
    fields = []
    named = () if used.star else used.columns.items()
    read = tuple(name for lower, name in named if lower not in CALLS)
    for column in table.columns:
        if column.name.lower() in wanted:
            name = used.columns.pop(column.name.lower(), column.name)
            unique = column.unique and not column.primary_key
            fields.append(
                Field(
                    name, _sort(column, schema), column.nullable, unique, _target(column.references)
                )
            )
    missing = [name for name in used.columns if name not in CALLS]
    if missing and table.complete:
        raise Unclear(f"the table `{table.name}` has no column `{missing[0]}` in the known schema.")
    fields += [Field(used.columns[name], "text") for name in missing]
    key = tuple(c.name.lower() for c in table.columns if c.primary_key)
    names = {one.name.lower(): one.name for one in fields}
    keys = tuple(names[k] for k in key)
    return Frame(used.name, used.place, tuple(fields), keys, read=read)


def _sort(column: Column, schema: Schema, deep: int = 3) -> str:
    """What a column holds; a key that only says whose it is holds what that one holds."""
    if column.type in KEYS and (column.type or column.references) and deep:
        table, _, name = column.references.rpartition(".")
        known = schema.table(table) if table else None
        target = known.column(name) if known is not None else None
        return _sort(target, schema, deep - 1) if target is not None else "integer"
    return sort_of(column.type)


def _guessed(used: Used) -> Frame:
    if used.star:
        raise Unclear(f"the columns of `{used.name}` are not known; add its DDL or model.")
    fields = tuple(Field(name, "") for name in used.columns.values())
    return Frame(used.name, used.place, fields or (Field("id", "integer"),), guessed=True)


def _target(references: str) -> tuple[str, str] | None:
    table, _, column = references.rpartition(".")
    return (table.rpartition(".")[2].lower(), column.lower()) if table else None


def _linked(one: Frame, all_: list[Frame]) -> Frame:
    """Foreign keys that lead to tables which are not built are forgotten."""
    there = {(f.name.lower(), c.name.lower()) for f in all_ for c in f.fields}
    kept = tuple(
        replace(c, references=None) if c.references not in there else c for c in one.fields
    )
    return replace(one, fields=kept)
