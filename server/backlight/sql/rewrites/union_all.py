"""`UNION` becomes `UNION ALL` where no row can come twice.

Sound where both sides select the same columns of one table, its whole key among them, and a part
of one condition is the contrary of a part of the other (`LIKE` and `NOT LIKE`, two different values
of one column, `IS NULL` and `IS NOT NULL`).
"""

from collections.abc import Iterator
from re import compile as regex

from backlight.analysis.tables import Schema
from backlight.edits import Edit
from backlight.sql.conditions import conjuncts
from backlight.sql.dates import keyword
from backlight.sql.improved import Held, Rewrite
from backlight.sql.shape import Select, Statement

WHY = "No row can come twice: there is nothing to sort out."
EQUAL = regex(r"^([\w.]+) = ('[^'{]*'|\d+)$")


def rewrite(statement: Statement, schema: Schema) -> Iterator[Rewrite | Held]:
    """Find unions of two disjoint parts of a table."""
    at = [n for n, word in enumerate(statement.lower) if word == "union"]
    if len(at) != 1 or len(statement.selects) != 2 or statement.lower[at[0] + 1] != "select":
        return
    one, other = statement.selects
    if one.outer is not None or other.start != at[0] + 1 or one.end != at[0]:
        return
    same = (
        statement.text(one.clauses["select"]).split()
        == statement.text(other.clauses["select"]).split()
    )
    if not same or not _unique(statement, one, schema) or not _disjoint(statement, one, other):
        return
    end = statement.words[at[0]].end
    all_ = f" {keyword(statement, 'ALL')}"
    yield Rewrite(
        (Edit(end, end, all_, WHY),), "UNION looks for doubles that cannot be", whole=True
    )


def _unique(statement: Statement, one: Select, schema: Schema) -> bool:
    other = statement.selects[1]
    if len(one.tables) != 1 or len(other.tables) != 1 or one.tables[0].name != other.tables[0].name:
        return False
    if set(one.clauses) - {"select", "from", "where"}:
        return False
    table = schema.table(one.tables[0].name)
    names = statement.text(one.clauses["select"]).lower().replace(" ", "").split(",")
    key = {c.name.lower() for c in table.columns if c.primary_key} if table is not None else set()
    return bool(key) and key <= {name.rpartition(".")[2] for name in names}


def _disjoint(statement: Statement, one: Select, other: Select) -> bool:
    if "where" not in one.clauses or "where" not in other.clauses:
        return False
    left = [_plain(statement.text(s)) for s in conjuncts(statement, one.clauses["where"])]
    right = [_plain(statement.text(s)) for s in conjuncts(statement, other.clauses["where"])]
    return any(_contrary(a, b) or _contrary(b, a) for a in left for b in right)


def _plain(text: str) -> str:
    return " ".join(text.split())


def _contrary(a: str, b: str) -> bool:
    for word, opposite in ((" LIKE ", " NOT LIKE "), (" IS NULL", " IS NOT NULL")):
        for yes, no in ((word, opposite), (word.lower(), opposite.lower())):
            if yes in a and no not in a and a.replace(yes, no) == b:
                return True
    first, second = EQUAL.match(a), EQUAL.match(b)
    if first is None or second is None or first[1] != second[1]:
        return False
    return first[2].casefold() != second[2].casefold() and first[2][:1] == second[2][:1] == "'"
