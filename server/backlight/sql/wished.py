"""Indexes of a special kind that a statement may lack: over a function, inside a text, by an order.

Only a planner can say whether one pays, so it is offered, and reported by no rule.

>>> from backlight.analysis.tables import NOWHERE, Column, Table
>>> users = Table(name="users", file="", line=1, columns=(Column(name="email", type="text"),))
>>> sql = "SELECT 1 FROM users WHERE lower(email) = %s"
>>> query = Query(kind="sql", span=NOWHERE, line=1, sql=sql, dialect="postgres")
>>> str(wished(query, Schema((users,))))
'users (lower(email))'
"""

from collections.abc import Iterator
from re import compile as regex

from backlight.analysis.facts import Query
from backlight.analysis.index_keys import IndexKeys, spelled
from backlight.analysis.tables import Schema
from backlight.sql.dates import call
from backlight.sql.shape import Leaf, Select, Statement, leaves
from backlight.sql.wanted import LONGEST, MOST, Wanted, covered

INSIDE = regex(r"^'[%_].*[^%_'].*'$")
LANGUAGE = regex(r"^'(\w+)'$")
FOLDS = frozenset({"lower", "upper"})


def wished(query: Query, schema: Schema) -> Wanted | None:
    """The first such index that is not there; `None` for what is no statement of PostgreSQL."""
    if query.kind != "sql" or query.dialect not in {"", "postgres"} or len(query.sql) > LONGEST:
        return None
    statement = Statement(query.sql, query.dialect)
    served = _served(statement, schema)
    found = (one for one in _wished(statement, schema) if one.table.name not in served)
    return next((one for one in found if spelled(one.keys.body) not in one.table.special), None)


def _served(statement: Statement, schema: Schema) -> set[str]:
    """Tables that are looked up by a column that a key or an index begins with."""
    found = set()
    for leaf in leaves(statement):
        if leaf.negated or leaf.operator not in {"=", "in"}:
            continue
        for side in (leaf.left, leaf.right):
            here = statement.column_of(side, leaf.select, schema)
            table = schema.table(here[0].name) if here is not None else None
            if here is not None and table is not None and covered(table, [here[1]]):
                found.add(table.name)
    return found


def _wished(statement: Statement, schema: Schema) -> Iterator[Wanted]:
    for leaf in leaves(statement):
        if leaf.negated:
            continue
        if leaf.operator in {"=", "in"}:
            yield from _folded(statement, leaf, schema)
        elif leaf.operator in {"like", "ilike"} and INSIDE.match(statement.text(leaf.right)):
            found = statement.column_of(leaf.left, leaf.select, schema)
            table = schema.table(found[0].name) if found is not None else None
            if found is not None and table is not None:
                keys = IndexKeys((found[1].name,), using="gin", trigrams=True)
                yield Wanted(table, keys.columns, keys)
    for select in statement.selects:
        yield from _searched(statement, select, schema)
        yield from _ordered(statement, select, schema)


def _folded(statement: Statement, leaf: Leaf, schema: Schema) -> Iterator[Wanted]:
    """A text that is compared whatever its case."""
    for side in (leaf.left, leaf.right):
        made = call(statement, side)
        if made is None or made[0] not in FOLDS or len(made[1]) != 1:
            continue
        found = statement.column_of(made[1][0], leaf.select, schema)
        table = schema.table(found[0].name) if found is not None else None
        if found is not None and table is not None:
            keys = IndexKeys((found[1].name,), function=made[0])
            yield Wanted(table, keys.columns, keys)


def _searched(statement: Statement, select: Select, schema: Schema) -> Iterator[Wanted]:
    """Words that are looked for in a text of a language: `to_tsvector('english', body) @@ …`."""
    lower = statement.lower
    for at in range(*select.clauses.get("where", (0, 0))):
        end = statement.close.get(at + 1, at) + 1
        made = call(statement, (at, end)) if lower[at] == "to_tsvector" else None
        if made is None or len(made[1]) != 2 or lower[end : end + 2] != ["@", "@"]:
            continue
        language = LANGUAGE.match(statement.text(made[1][0]))
        found = statement.column_of(made[1][1], select, schema)
        table = schema.table(found[0].name) if found is not None else None
        if language is not None and found is not None and table is not None:
            keys = IndexKeys((found[1].name,), made[0], "gin", language=language[1])
            yield Wanted(table, keys.columns, keys)


def _ordered(statement: Statement, select: Select, schema: Schema) -> Iterator[Wanted]:
    """The first rows of a table in an order that no index has, whatever else it asks for."""
    if "limit" not in select.clauses or len(select.tables) != 1 or "group" in select.clauses:
        return
    start, end = select.clauses.get("order", (0, 0))
    names = []
    for at in range(start + 1, end):
        if at == start + 1 or statement.lower[at - 1] == ",":
            stop = next((n for n in range(at, end) if statement.lower[n] == ","), end)
            words = stop - 1 if statement.lower[stop - 1] in {"asc", "desc"} else stop
            found = statement.column_of((at, words), select, schema)
            if found is None:
                return
            names.append(found[1])
    table = schema.table(select.tables[0].name)
    if table is None or not names or names[0].primary_key or names[0].unique:
        return
    columns = tuple(one.name for one in names[:MOST])
    led = (tuple(name.lower() for name in one[: len(columns)]) for one in table.indexes)
    if tuple(name.lower() for name in columns) not in led:
        yield Wanted(table, columns)
