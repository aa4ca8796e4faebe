"""`WHERE a.x = 1 OR b.y = 2` over a join becomes two queries with UNION ALL, each with its index.

Sound for a plain list of rows: those that satisfy the first side, and those that satisfy the second
and for which the first is not true (false or unknown). Within one table the database joins two
indexes by itself, so only conditions on different tables are taken apart. Whether it pays, the
planner is asked.
"""

from collections.abc import Iterator

from backlight.analysis.tables import Schema
from backlight.edits import Edit
from backlight.sql.conditions import Range, conjuncts
from backlight.sql.conditions import parts as parts_of
from backlight.sql.dates import keyword
from backlight.sql.improved import Held, Rewrite
from backlight.sql.parts import GATHERS, bound, spoken
from backlight.sql.shape import Select, Statement

WHY = "Each side finds its rows by its own index; the second leaves out those of the first."
PLAIN = {"select", "from", "where"}


def rewrite(statement: Statement, schema: Schema) -> Iterator[Rewrite | Held]:
    """Find conditions that an OR over two tables keeps from any index."""
    if not statement.selects or statement.lower[:1] != ["select"]:
        return
    select = statement.selects[0]
    if set(select.clauses) != PLAIN or select.end != len(statement.words):
        return
    if GATHERS & set(statement.lower[slice(*select.clauses["select"])]):
        return
    parts = conjuncts(statement, select.clauses["where"])
    for part in parts:
        sides = parts_of(statement, statement.inner(part), "or")
        if len(sides) == 2 and _apart(statement, select, sides, schema):
            yield from _rewritten(statement, select, part, (sides[0], sides[1]))
            return


def _apart(statement: Statement, select: Select, sides: list[Range], schema: Schema) -> bool:
    """Whether the sides speak of different tables, or one of them asks another query."""
    told = [spoken(statement, side, select, schema) for side in sides]
    asks = ["select" in statement.lower[slice(*side)] for side in sides]
    if any(asks):
        return len(select.tables) == 1 and not all(asks)
    one, other = told
    return one is not None and other is not None and len(select.tables) > 1 and not one & other


def _rewritten(
    statement: Statement, select: Select, part: Range, sides: tuple[Range, Range]
) -> Iterator[Rewrite]:
    asks = "select" in statement.lower[slice(*sides[0])]
    one, other = reversed(sides) if asks else sides
    head = (select.start, select.clauses["where"][0])
    rest = [p for p in conjuncts(statement, select.clauses["where"]) if p != part]
    if any(bound(statement, span) for span in (head, one, *rest)):
        return
    first, last = statement.offset(part[0]), statement.end(part[1])
    where = select.clauses["where"]
    before = statement.sql[statement.offset(where[0]) : first]
    after = statement.sql[last : statement.end(where[1])]

    def say(word: str) -> str:
        return keyword(statement, word)

    second = (
        f" {say('UNION ALL')} {statement.text(head)} {before}{statement.text(other)} "
        f"{say('AND')} ({statement.text(one)}) {say('IS NOT TRUE')}{after}"
    )
    end = statement.end(where[1])
    yield Rewrite(
        (Edit(first, last, statement.text(one), WHY), Edit(end, end, second, WHY)),
        "an OR over two tables keeps both from their index",
        whole=True,
        maybe=True,
    )
