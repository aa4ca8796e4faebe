"""A table joined with its own maximum of each group is read once, with a window.

`FROM o JOIN (SELECT k, MAX(v) AS m FROM o GROUP BY k) x ON x.k = o.k AND x.m = o.v` becomes
`FROM (SELECT *, MAX(v) OVER (PARTITION BY k) AS m FROM o) o WHERE o.v = o.m`.

Sound where the group is formed of the whole table, by one column that is never null (a join loses
nulls, a window keeps them), and nothing else is read of the group. Whether it pays, the planner is
asked: it has one scan and a sort in place of two scans.
"""

from collections.abc import Iterator

from backlight.analysis.tables import Schema
from backlight.edits import Edit
from backlight.sql.conditions import Range, conjuncts
from backlight.sql.dates import call, keyword
from backlight.sql.improved import Held, Rewrite
from backlight.sql.parts import JOINED, equality, items, last_word
from backlight.sql.shape import From, Select, Statement

WHY = "The table is read once: each row has the figure of its group beside it."
PLAIN = {"select", "from", "where", "order", "limit", "offset"}


def rewrite(statement: Statement, schema: Schema) -> Iterator[Rewrite | Held]:
    """Find joins of a table with an extreme of its own groups."""
    if len(statement.selects) != 2 or statement.lower[:1] != ["select"]:
        return
    outer, inner = statement.selects
    if set(outer.clauses) - PLAIN or set(inner.clauses) != {"select", "from", "group"}:
        return
    if len(outer.tables) != 2 or len(inner.tables) != 1 or "*" in statement.lower:
        return
    one, group = outer.tables
    named = one.name.lower() == inner.tables[0].name.lower() and one.name.lower()
    if not named or group.name or group.join not in JOINED or named in statement.ctes:
        return
    found = _group(statement, inner, schema)
    if found is not None and _tied(statement, outer, found):
        yield _rewritten(statement, outer, one, group, found)


def _group(statement: Statement, inner: Select, schema: Schema) -> tuple[str, str, str, str] | None:
    """Column of the group, function, its column, and the name it is given."""
    listed = items(statement, inner.clauses["select"])
    start, end = inner.clauses["group"]
    key = statement.column((start + 1, end), inner, schema)
    if len(listed) != 2 or key is None or key.nullable:
        return None
    plain = statement.column(listed[0], inner, schema)
    first, last = listed[1]
    if plain != key or last - first < 5 or statement.lower[last - 2] != "as":
        return None
    called = call(statement, (first, last - 2))
    value = statement.column(called[1][0], inner, schema) if called is not None else None
    if called is None or called[0] not in {"max", "min"} or value is None:
        return None
    return key.name, called[0], value.name, statement.text((last - 1, last))


def _tied(statement: Statement, outer: Select, found: tuple[str, str, str, str]) -> bool:
    """Whether the join is on the group and on the extreme, and nothing else reads the group."""
    key, _, value, name = (part.lower() for part in found)
    one, group = (table.alias.lower() for table in outer.tables)
    wanted = {frozenset({(group, key), (one, key)}), frozenset({(group, name), (one, value)})}
    said = set()
    for part in conjuncts(statement, outer.tables[1].on):
        sides = equality(statement, part)
        if sides is None:
            return False
        said.add(frozenset(_qualified(statement, side) for side in sides))
    names = [n for n, word in enumerate(statement.lower) if word == group]
    start, end = outer.tables[1].at[0], last_word(outer.tables[1])
    return said == wanted and all(start <= n < end for n in names)


def _qualified(statement: Statement, span: Range) -> tuple[str, str]:
    words = [statement.lower[n].strip('"`') for n in range(*span)]
    return (words[0], words[2]) if len(words) == 3 else ("", words[-1])


def _rewritten(
    statement: Statement, outer: Select, one: From, group: From, found: tuple[str, str, str, str]
) -> Rewrite:
    def say(word: str) -> str:
        return keyword(statement, word)

    key, function, value, name = found
    alias = one.alias
    window = (
        f"({say('SELECT')} {alias}.*, {say(function.upper())}({alias}.{value}) {say('OVER')} "
        f"({say('PARTITION BY')} {alias}.{key}) {say('AS')} {name} {say('FROM')} "
        f"{statement.text(one.at)}) {alias}"
    )
    condition = f"{alias}.{value} = {alias}.{name}"
    where = outer.clauses.get("where")
    edits = [Edit(statement.offset(one.at[0]), statement.end(one.at[1]), window, WHY)]
    start, end = statement.end(one.at[1]), statement.end(last_word(group))
    if where is None:
        edits.append(Edit(start, end, f" {say('WHERE')} {condition}", WHY))
    else:
        first, last = statement.offset(where[0]), statement.end(where[1])
        either = "or" in statement.lower[slice(*where)]
        edits.append(Edit(start, end, "", WHY))
        edits.append(Edit(first, first, f"{condition} {say('AND')} {'(' if either else ''}", WHY))
        edits += [Edit(last, last, ")", WHY)] if either else []
    evidence = "the table is joined with its own groups"
    return Rewrite(tuple(edits), evidence, whole=True, maybe=True)
