"""The tables and columns that two statements are about, spelled as the statements spell them."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from backlight.analysis.tables import Schema
from backlight.sql.lab.values import sort_of

if TYPE_CHECKING:
    from sqlglot import exp

CALLS = frozenset({"rowid", "ctid", "oid"})


class Unclear(Exception):
    """Why the tables of a statement cannot be built, in a sentence."""


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
    if any(not isinstance(star.parent, exp.Count) for star in tree.find_all(exp.Star)):
        for one in used.values():
            one.star = True
    for column in tree.find_all(exp.Column):
        for name in owners(column, schema, ctes):
            if name in used and not isinstance(column.this, exp.Star):
                spelling = spelled(column.this)
                used[name].columns.setdefault(column.name.lower(), spelling)


def owners(column: "exp.Column", schema: Schema, ctes: Iterable[str] = ()) -> tuple[str, ...]:
    """The tables that a column can be of, by name; empty for what a subquery made."""
    from sqlglot import exp

    ctes = set(ctes)
    above = column.parent
    while above is not None:
        if isinstance(above, exp.Select | exp.Update | exp.Delete | exp.Insert):
            sources = dict(_sources(above, ctes))
            if column.table:
                if column.table.lower() in sources:
                    name = sources[column.table.lower()]
                    return (name,) if name else ()
            else:
                hits = _holding(column.name, sources.values(), schema)
                if hits:
                    return hits
        above = above.parent
    return ()


def _holding(name: str, sources: Iterable[str], schema: Schema) -> tuple[str, ...]:
    names = [one for one in sources if one]
    known = {one: schema.table(one) for one in names}
    hits = tuple(one for one, table in known.items() if table is not None and table.column(name))
    if hits:
        return hits
    open_ = [one for one, table in known.items() if table is None or not table.complete]
    return (open_[0],) if len(open_) == 1 else ()


def _sources(select: "exp.Expr", ctes: set[str]) -> Iterator[tuple[str, str]]:
    """Alias -> table of one select; an empty name for a subquery or CTE."""
    from sqlglot import exp

    start = select.args.get("from_") or select.args.get("from")
    places = [start, select.args.get("this"), *(select.args.get("joins") or ())]
    places += select.args.get("laterals") or ()
    for place in places:
        one = place.this if isinstance(place, exp.From | exp.Join) else place
        if isinstance(one, exp.Schema):
            one = one.this
        if isinstance(one, exp.Table):
            made = not one.db and one.name.lower() in ctes
            yield one.alias_or_name.lower(), "" if made else one.name.lower()
            for join in one.args.get("joins") or ():
                if isinstance(join.this, exp.Table):
                    yield join.this.alias_or_name.lower(), join.this.name.lower()
        elif isinstance(one, exp.Subquery | exp.Lateral):
            yield one.alias_or_name.lower(), ""


def _frame(used: Used, schema: Schema) -> Frame:
    table = schema.table(used.name)
    if table is None:
        return _guessed(used)
    wanted = {c.name.lower() for c in table.columns if c.primary_key or c.unique or c.references}
    wanted |= set(used.columns)
    if used.star:
        wanted |= {c.name.lower() for c in table.columns}
    fields = []
    for column in table.columns:
        if column.name.lower() in wanted:
            name = used.columns.pop(column.name.lower(), column.name)
            unique = column.unique and not column.primary_key
            fields.append(
                Field(
                    name, sort_of(column.type), column.nullable, unique, _target(column.references)
                )
            )
    missing = [name for name in used.columns if name not in CALLS]
    if missing and table.complete:
        raise Unclear(f"the table `{table.name}` has no column `{missing[0]}` in the known schema.")
    fields += [Field(used.columns[name], "text") for name in missing]
    key = tuple(c.name.lower() for c in table.columns if c.primary_key)
    names = {one.name.lower(): one.name for one in fields}
    return Frame(used.name, used.place, tuple(fields), tuple(names[k] for k in key))


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
