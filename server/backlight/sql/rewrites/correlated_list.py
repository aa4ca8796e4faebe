"""`SELECT c.id, (SELECT MAX(o.x) FROM o WHERE o.c = c.id) AS m FROM c` becomes a join with a group.

Sound where the subquery is one MAX, MIN, SUM, AVG or COUNT over one table, tied to the outer query
by one equality and by nothing else: each outer row then meets one group at most. A COUNT is nought
where there is no group, the others are null, as before. Left alone where a key or a LIMIT lets the
outer query read few rows: then one look-up for each is cheaper than all groups.
"""

from collections.abc import Iterator
from functools import partial

from backlight.analysis.tables import Schema
from backlight.edits import Edit
from backlight.sql.dates import keyword
from backlight.sql.improved import Held, Rewrite
from backlight.sql.rewrites.correlated import Tie, aggregate, few, tie
from backlight.sql.shape import Select, Statement

WHY = "All groups are reckoned at once, and not one for each row."


def rewrite(statement: Statement, schema: Schema) -> Iterator[Rewrite | Held]:
    """Find aggregates that are asked for each row of a list."""
    for inner in statement.selects:
        outer = inner.outer
        if outer is None or outer.kind != "select" or not _listed(statement, inner, outer):
            continue
        if {"group", "having", "union"} & set(outer.clauses) or few(statement, outer, schema):
            continue
        found = tie(statement, inner, outer)
        if found is not None and found.outside == outer.tables[-1].alias.lower():
            yield _rewritten(statement, inner, outer, found)
            return


def _listed(statement: Statement, inner: Select, outer: Select) -> bool:
    """Whether the subquery is an item of its own in the list of the outer query, with a name."""
    start, end = outer.clauses.get("select", (0, 0))
    first, last = inner.start - 1, inner.end
    alone = statement.lower[first - 1] in {"select", ","} and start <= first < last < end
    named = [*statement.lower[last + 1 : last + 2]] == ["as"]
    return alone and named and statement.close.get(first) == last


def _rewritten(statement: Statement, inner: Select, outer: Select, found: Tie) -> Rewrite:
    table = inner.tables[0]
    name = statement.text((inner.end + 2, inner.end + 3))
    column = statement.text(found.inner)
    kept = [statement.text(part) for part in found.others]
    say = partial(keyword, statement)
    joint = f" {say('AND')} "
    where = f" {say('WHERE')} {joint.join(kept)}" if kept else ""
    listed = statement.text(inner.clauses["select"])
    group = (
        f" {say('LEFT JOIN')} ({say('SELECT')} {column}, {listed} {say('AS')} {name} "
        f"{say('FROM')} {statement.text(table.at)}{where} {say('GROUP BY')} {column}) "
        f"{table.alias} {say('ON')} {table.alias}.{_bare(column)} = {statement.text(found.outer)}"
    )
    at = statement.end(outer.clauses["from"][1])
    value = f"{table.alias}.{name}"
    if aggregate(statement, inner) == "count":
        value = f"{say('COALESCE')}({value}, 0)"
        edit = Edit(statement.offset(inner.start - 1), statement.end(inner.end + 1), value, WHY)
    else:
        stop = statement.end(inner.end + 3)
        edit = Edit(statement.offset(inner.start - 1), stop, value, WHY)
    return Rewrite(
        (edit, Edit(at, at, group, WHY)), "a subquery is reckoned for each row", whole=True
    )


def _bare(column: str) -> str:
    return column.rpartition(".")[2]
