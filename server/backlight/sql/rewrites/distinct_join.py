"""`SELECT DISTINCT a.… FROM a JOIN b …` becomes `SELECT a.… FROM a WHERE EXISTS (…)`.

Sound where every selected column is of `a`, its whole key is among them (so that no two rows of
`a` are equal), `b` is inner-joined and used nowhere but in the join and in parts of WHERE that are
joined by AND.
"""

from collections.abc import Iterator

from backlight.analysis.tables import Schema
from backlight.edits import Edit
from backlight.sql.conditions import conjuncts
from backlight.sql.dates import Range, keyword
from backlight.sql.improved import Held, Rewrite
from backlight.sql.parts import items
from backlight.sql.rewrites.correlated import aliases
from backlight.sql.shape import From, Select, Statement

WHY = "EXISTS finds each row once; there is nothing left for DISTINCT to sort out."


def rewrite(statement: Statement, schema: Schema) -> Iterator[Rewrite | Held]:
    """Find DISTINCT over a join that only filters."""
    if len(statement.selects) != 1:
        return
    select = statement.selects[0]
    listed = select.clauses.get("select", (0, 0))
    plain = set(select.clauses) <= {"select", "from", "where", "order", "limit", "offset"}
    if statement.lower[listed[0] : listed[0] + 1] != ["distinct"] or len(select.tables) != 2:
        return
    if not plain or statement.lower[listed[0] + 1] == "on":
        return
    one, other = select.tables
    joined = other.join in {"join", "inner"} and other.on[1] > other.on[0]
    if joined and one.name and other.name and _keyed(statement, select, one, schema):
        yield from _rewritten(statement, select, one, other)


def _keyed(statement: Statement, select: Select, one: From, schema: Schema) -> bool:
    """Whether only columns of the first table are selected, its key among them."""
    table = schema.table(one.name)
    if table is None or one.name.lower() in statement.ctes:
        return False
    start, end = select.clauses["select"]
    names = set()
    for span in items(statement, (start + 1, end)):
        found = statement.lower[span[0] : span[1]]
        if len(found) != 3 or found[:2] != [one.alias.lower(), "."]:
            return False
        names.add(found[2].strip('"`'))
    key = {column.name.lower() for column in table.columns if column.primary_key}
    return bool(key) and key <= names


def _rewritten(statement: Statement, select: Select, one: From, other: From) -> Iterator[Rewrite]:
    mine, theirs = one.alias.lower(), other.alias.lower()
    where = select.clauses.get("where")
    parts = conjuncts(statement, where) if where else []
    moved = [part for part in parts if theirs in aliases(statement, part)]
    kept = [part for part in parts if part not in moved]
    order = select.clauses.get("order", (0, 0))
    if any(
        not aliases(statement, part) <= {mine, theirs} or _bare(statement, part)
        for part in [*parts, other.on]
    ) or theirs in aliases(statement, order):
        return
    if mine not in aliases(statement, other.on):
        return
    condition = [statement.text(part) for part in [other.on, *moved]]
    joint = f" {keyword(statement, 'AND')} "
    table = statement.text(other.at)
    exists = (
        f"{keyword(statement, 'EXISTS')} ({keyword(statement, 'SELECT')} 1 "
        f"{keyword(statement, 'FROM')} {table} {keyword(statement, 'WHERE')} "
        f"{joint.join(condition)})"
    )
    last = where[1] if where else other.on[1]
    rest = joint.join([*(statement.text(part) for part in kept), exists])
    distinct = select.clauses["select"][0]
    yield Rewrite(
        (
            Edit(statement.offset(distinct), statement.offset(distinct + 1), "", WHY),
            Edit(
                statement.end(one.at[1]),
                statement.end(last),
                f" {keyword(statement, 'WHERE')} {rest}",
                WHY,
            ),
        ),
        "DISTINCT sorts out what the JOIN multiplied",
        whole=True,
    )


def _bare(statement: Statement, span: Range) -> bool:
    """Whether a name stands there that does not say its table."""
    lower, known = (
        statement.lower,
        {
            "and",
            "or",
            "not",
            "is",
            "null",
            "in",
            "like",
            "ilike",
            "between",
            "true",
            "false",
            "date",
            "interval",
        },
    )
    for n in range(*span):
        word = statement.words[n]
        dotted = lower[n - 1] == "." or lower[n + 1 : n + 2] in (["."], ["("])
        if word.kind in {"name", "quoted"} and not dotted and lower[n] not in known:
            return True
    return False
