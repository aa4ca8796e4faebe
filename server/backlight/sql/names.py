"""Whether the tables and columns that a query names are in the known schema."""

from collections.abc import Iterator, Mapping, Sequence
from difflib import get_close_matches
from typing import TYPE_CHECKING

from backlight.analysis.facts import Query
from backlight.analysis.tables import Schema, Table
from backlight.sql.parse import STRANGE, tree

if TYPE_CHECKING:
    from sqlglot import exp

SYSTEM = frozenset({"information_schema", "pg_catalog", "sys", "mysql", "performance_schema"})
HIDDEN = frozenset({"rowid", "oid", "ctid", "xmin", "xmax", "tableoid", "_rowid_", "rownum"})
WORDS = frozenset({"user", "current_user", "session_user", "sysdate", "level", "value", "key"})
WORDS |= {"default", "year", "month", "day", "hour", "minute", "second", "week", "epoch", "dow"}
"""Names that are no columns where they stand alone: of the system, of units, of series."""
KNOWN_ENOUGH = 2
"""A schema of fewer tables is a glimpse of one: a table that it lacks may well exist."""


def unknown(query: Query, schema: Schema) -> tuple[str, ...]:
    """Names that the schema lacks, in sentences; empty where it is not known well enough."""
    if query.kind not in {"sql", "mybatis"} or not schema.tables:
        return ()
    found = tree(query.sql, query.dialect)
    if found is None or found.key in {"create", "alter", "drop"}:
        return ()
    return tuple(dict.fromkeys(_unknown(found, schema)))


def nearest(name: str, known: Sequence[str]) -> str:
    """The names there are that are most like one there is not, as the end of a sentence."""
    lower = {one.lower(): one for one in known}
    found = get_close_matches(name.lower(), lower, n=2, cutoff=0.6)
    found = found or [one for one in lower if name.lower() in one or one in name.lower()]
    names = " or ".join(f"`{lower[one]}`" for one in found[:2])
    return f"; did you mean {names}?" if names else "."


def _unknown(root: "exp.Expr", schema: Schema) -> Iterator[str]:
    from sqlglot import exp

    ctes = {cte.alias.lower() for cte in root.find_all(exp.CTE)}
    for table in root.find_all(exp.Table):
        name = table.name
        strange = STRANGE in table.sql() or not name or not isinstance(table.this, exp.Identifier)
        if strange or name.lower() in ctes or table.db.lower() in SYSTEM:
            continue
        if name.lower().startswith(("pg_", "sqlite_")) or schema.table(name) is not None:
            continue
        if len(schema.tables) >= KNOWN_ENOUGH:
            near = nearest(name, [one.name for one in schema.tables])
            yield f"There is no table `{name}` in the known schema{near}"
    for column in root.find_all(exp.Column):
        yield from _column(column, schema, ctes)


def _column(column: "exp.Column", schema: Schema, ctes: set[str]) -> Iterator[str]:
    from sqlglot import exp

    name = column.name
    if STRANGE in column.sql() or name.lower() in HIDDEN or isinstance(column.this, exp.Star):
        return
    sources: dict[str, Table | None] = {}
    named: set[str] = set()
    above = column.parent
    while above is not None:
        if isinstance(above, exp.Dot) and above.this.name.lower() == "sqlc":
            return  # `sqlc.arg(name)` is a parameter
        if isinstance(above, exp.Select | exp.Update | exp.Delete | exp.Insert):
            for alias, table in _tables(above, schema, ctes):
                sources.setdefault(alias, table)
            named |= {alias.alias.lower() for alias in above.find_all(exp.Alias)}
        above = above.parent
    if not column.table:
        yield from _bare(column, sources, named)
        return
    table = sources.get(column.table.lower())
    if table is not None and table.complete and table.column(name) is None:
        near = nearest(name, [one.name for one in table.columns])
        yield f"The table `{table.name}` has no column `{name}`{near}"


def _bare(
    column: "exp.Column", sources: Mapping[str, Table | None], named: set[str]
) -> Iterator[str]:
    """A column without its table: of one select, all of whose tables are known to the last."""
    from sqlglot import exp

    name = column.name
    select = column.find_ancestor(exp.Select, exp.Update, exp.Delete, exp.Insert)
    tables = [table for table in sources.values() if table is not None and table.complete]
    if not tables or len(tables) < len(sources) or not isinstance(select, exp.Select | exp.Update):
        return
    odd = column.this.args.get("quoted") or name.lower() in named | WORDS | sources.keys()
    joined = any(select.args.get(part) for part in ("laterals", "pivots"))
    if odd or joined or any(table.column(name) is not None for table in tables):
        return
    known = " or ".join(f"`{table.name}`" for table in tables[:3])
    near = nearest(name, [column.name for table in tables for column in table.columns])
    yield f"There is no column `{name}` in {known}{near}"


def _tables(
    select: "exp.Expr", schema: Schema, ctes: set[str]
) -> Iterator[tuple[str, Table | None]]:
    """The tables of one select by alias; subqueries and CTEs are there, and not known."""
    from sqlglot import exp

    places = [select.args.get("from_") or select.args.get("from"), select.args.get("this")]
    places += [join.this for join in select.args.get("joins") or ()]
    for place in places:
        one = place.this if isinstance(place, exp.From) else place
        if isinstance(one, exp.Table):
            known = None if one.name.lower() in ctes else schema.table(one.name)
            yield one.alias_or_name.lower(), known
        elif isinstance(one, exp.Subquery):
            yield one.alias_or_name.lower(), None
