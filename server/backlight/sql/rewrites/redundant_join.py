"""`FROM o JOIN u ON u.id = o.user_id` needs no `u` of which nothing is read.

Sound where the join is inner, its condition is the foreign key alone, the column that refers is
never null and the one it refers to is unique: then each row of `o` meets exactly one of `u`. It
rests on the foreign key, which the database keeps.
"""

from collections.abc import Iterator

from backlight.analysis.tables import Schema
from backlight.edits import Edit
from backlight.sql.improved import Held, Rewrite
from backlight.sql.parts import JOINED, equality, last_word, unique
from backlight.sql.shape import From, Select, Statement

WHY = "The foreign key says that each row meets exactly one: the join changes nothing."


def rewrite(statement: Statement, schema: Schema) -> Iterator[Rewrite | Held]:
    """Find inner joins along a foreign key whose table is not read."""
    for select in statement.selects:
        if select.kind != "select" or len(select.tables) < 2 or "for" in select.clauses:
            continue
        if any(table.join in {"right", "full", "natural"} for table in select.tables):
            continue
        for at, table in enumerate(select.tables[1:], 1):
            if table.join in JOINED and _certain(statement, select, table, schema):
                before = last_word(select.tables[at - 1])
                start, end = statement.end(before), statement.end(last_word(table))
                yield Rewrite((Edit(start, end, "", WHY),), f"nothing of `{table.name}` is read")
                break


def _certain(statement: Statement, select: Select, table: From, schema: Schema) -> bool:
    known = schema.table(table.name) if table.name else None
    sides = equality(statement, table.on) if table.on[1] else None
    if known is None or not known.complete or table.name.lower() in statement.ctes or sides is None:
        return False
    columns = [statement.column_of(side, select, schema) for side in sides]
    mine = next((c for c in columns if c is not None and c[0] == table), None)
    other = next((c for c in columns if c is not None and c[0] != table), None)
    if mine is None or other is None or not unique(table, mine[1].name, schema):
        return False
    target = other[1].references.lower().split(".")[-2:]
    kept = target == [known.name.lower().rpartition(".")[2], mine[1].name.lower()]
    inner = other[0].join in {"from", ",", *JOINED}
    return kept and inner and not other[1].nullable and not _read(statement, select, table, schema)


def _read(statement: Statement, select: Select, table: From, schema: Schema) -> bool:
    """Whether anything of a table is, or may be, read outside its own join."""
    known = schema.table(table.name)
    names = {column.name.lower() for column in known.columns} if known is not None else set()
    for n in range(select.start, select.end):
        if table.at[0] <= n < last_word(table):
            continue
        word = statement.lower[n].strip('"`')
        after, before = statement.lower[n + 1 : n + 2], statement.lower[n - 1]
        if word == table.alias.lower() and after == ["."]:
            return True
        if word == "*" and before != "(" and statement.words[n - 1].kind != "number":
            return True
        if word in names and before not in {".", "as"} and after != ["."]:
            return True
    return False
