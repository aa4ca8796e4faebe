"""`SELECT u.id, COUNT(o.id) … JOIN o … GROUP BY u.id` groups `o` by its key first, then joins.

Sound where the list has columns of `u` and aggregates of `o` alone, the key of `u` is grouped by,
and the join is one equality of that key with a column of `o`: each group is the rows of one `u`
then. A COUNT is nought where a LEFT JOIN finds no group, the other aggregates are null as before.
Whether it pays, the planner is asked.
"""

from collections.abc import Iterator

from backlight.analysis.tables import Schema
from backlight.edits import Edit
from backlight.sql.conditions import Range, conjuncts
from backlight.sql.dates import call, keyword
from backlight.sql.improved import Held, Rewrite
from backlight.sql.parts import JOINED, equality, items, key_of, last_word, spoken
from backlight.sql.shape import From, Select, Statement

WHY = "Rows are grouped before they are joined: fewer of them are carried along."
PLAIN = {"select", "from", "where", "group", "order", "limit", "offset"}
AGGREGATES = {"count", "sum", "avg", "min", "max"}
Item = tuple[Range, str, str]
"""The words of an aggregate, its function and its name."""


def rewrite(statement: Statement, schema: Schema) -> Iterator[Rewrite | Held]:
    """Find groups of a joined table that are only reckoned with."""
    if len(statement.selects) != 1 or statement.lower[:1] != ["select"]:
        return
    select = statement.selects[0]
    if not {"select", "from", "group"} <= set(select.clauses) <= PLAIN or len(select.tables) != 2:
        return
    one, other = select.tables
    tied = _tie(statement, select, schema)
    if tied is None or "distinct" in statement.lower or select.end != len(statement.words):
        return
    found = _aggregates(statement, select, one, other, schema)
    where = select.clauses.get("where")
    parts = conjuncts(statement, where) if where else []
    told = [spoken(statement, part, select, schema) for part in parts]
    mine, theirs = frozenset({one.alias.lower()}), frozenset({other.alias.lower()})
    inside = [part for part, said in zip(parts, told, strict=True) if said == theirs]
    outside = [part for part, said in zip(parts, told, strict=True) if said == mine]
    if not found or len(inside) + len(outside) < len(parts) or (inside and other.join == "left"):
        return
    if _grouped(statement, select, one, schema) and _sorted(statement, select, one, found, schema):
        yield _rewritten(statement, select, found, tied, (inside, outside))


def _tie(statement: Statement, select: Select, schema: Schema) -> tuple[Range, Range] | None:
    """The key of the first table, and the column of the second that it is compared with."""
    one, other = select.tables
    if other.join not in {*JOINED, "left"} or not other.on[1] or not (one.name and other.name):
        return None
    if {one.name.lower(), other.name.lower()} & set(statement.ctes):
        return None
    sides = equality(statement, other.on)
    if sides is None:
        return None
    for mine, theirs in (sides, sides[::-1]):
        left = statement.column_of(mine, select, schema)
        right = statement.column_of(theirs, select, schema)
        if left is None or right is None or left[0] != one or right[0] != other:
            continue
        if left[1].name.lower() == key_of(one, schema):
            return mine, theirs
    return None


def _aggregates(
    statement: Statement, select: Select, one: From, other: From, schema: Schema
) -> list[Item]:
    """Those of the list; empty if anything else than them and the first table is in it."""
    found: list[Item] = []
    mine, theirs = frozenset({one.alias.lower()}), frozenset({other.alias.lower()})
    for span in items(statement, select.clauses["select"]):
        start, end = span
        named = end - start > 3 and statement.lower[end - 2] == "as"
        inner = (start, end - 2) if named else span
        called = call(statement, inner)
        gathers = called is not None and called[0] in AGGREGATES and named
        said = spoken(statement, (start + 2, end - 3) if gathers else inner, select, schema)
        if called is not None and gathers:
            counted = statement.lower[start + 2] == "*" and other.join != "left"
            if said != theirs and not (counted and called[0] == "count"):
                return []
            found.append((inner, called[0], statement.text((end - 1, end))))
        elif "(" in statement.lower[slice(*inner)] or said != mine:
            return []
    return found


def _grouped(statement: Statement, select: Select, one: From, schema: Schema) -> bool:
    """Whether the groups are the rows of the first table."""
    start, end = select.clauses["group"]
    names = set()
    for span in items(statement, (start + 1, end)):
        found = statement.column_of(span, select, schema)
        if found is None or found[0] != one:
            return False
        names.add(found[1].name.lower())
    return key_of(one, schema) in names


def _sorted(
    statement: Statement, select: Select, one: From, found: list[Item], schema: Schema
) -> bool:
    """Whether the order speaks of the first table, or of what was reckoned by its name."""
    start, end = select.clauses.get("order", (0, 0))
    named = {name.lower() for _, _, name in found}
    for span in items(statement, (start + 1, end)):
        words = [w for w in statement.lower[slice(*span)] if w not in {"asc", "desc"}]
        if len(words) == 1 and words[0] in named:
            continue
        if spoken(statement, span, select, schema) != frozenset({one.alias.lower()}):
            return False
    return True


def _rewritten(
    statement: Statement,
    select: Select,
    found: list[Item],
    tied: tuple[Range, Range],
    parts: tuple[list[Range], list[Range]],
) -> Rewrite:
    def say(word: str) -> str:
        return keyword(statement, word)

    other = select.tables[1]
    column = statement.text(tied[1])
    listed = ", ".join(f"{statement.text(span)} {say('AS')} {name}" for span, _, name in found)
    joint = f" {say('AND')} "
    inside, outside = ([statement.text(part) for part in some] for some in parts)
    where = f" {say('WHERE')} {joint.join(inside)}" if inside else ""
    group = (
        f"({say('SELECT')} {column}, {listed} {say('FROM')} {statement.text(other.at)}{where} "
        f"{say('GROUP BY')} {column}) {other.alias}"
    )
    edits = [Edit(statement.offset(other.at[0]), statement.end(other.at[1]), group, WHY)]
    for span, function, name in found:
        value = f"{other.alias}.{name}"
        if function == "count" and other.join == "left":
            value = f"{say('COALESCE')}({value}, 0)"
        edits.append(Edit(statement.offset(span[0]), statement.end(span[1]), value, WHY))
    rest = f" {say('WHERE')} {joint.join(outside)}" if outside else ""
    start = statement.end(last_word(other))
    edits.append(Edit(start, statement.end(select.clauses["group"][1]), rest, WHY))
    evidence = "rows are joined, and then grouped"
    return Rewrite(tuple(edits), evidence, whole=True, maybe=True)
