"""`(SELECT COUNT(*) …) > 0` becomes `EXISTS (SELECT 1 …)`, which stops at the first row.

Sound for every plain count of rows: no GROUP BY, HAVING, DISTINCT, LIMIT or set operation in it. A
count is never null, so it holds wherever the comparison stands.
"""

from collections.abc import Iterator

from backlight.analysis.tables import Schema
from backlight.edits import Edit
from backlight.sql.dates import keyword
from backlight.sql.improved import Held, Rewrite
from backlight.sql.shape import Select, Statement

WHY = "EXISTS stops at the first row; COUNT reads them all."
SOME = {(">", "0"), (">=", "1"), ("<>", "0"), ("!=", "0")}
NONE = {("=", "0"), ("<", "1"), ("<=", "0")}
BEFORE = frozenset(
    {"where", "and", "or", "on", "having", "select", ",", "when", "(", "then", "else"}
)
FORBIDDEN = ("group", "having", "limit", "offset", "fetch", "window")


def rewrite(statement: Statement, schema: Schema) -> Iterator[Rewrite | Held]:
    """Find counts that are compared with nothing."""
    for select in statement.selects:
        start = select.start - 1
        end = statement.close.get(start)
        if start < 0 or statement.lower[start] != "(" or end != select.end:
            continue
        after = statement.lower[end + 1 : end + 4]
        what = tuple(after[:2])
        if what not in SOME | NONE or not counts(statement, select, schema):
            continue
        if (
            len(after) == 3
            and statement.words[end + 3].kind == "operator"
            and after[2] not in "),;"
        ):
            continue
        before = statement.lower[start - 1] if start else ""
        listed = before in {"select", ",", "then", "else"}
        if before not in BEFORE or (listed and statement.dialect in {"tsql", "oracle"}):
            continue
        listing = statement.words[select.clauses["select"][0]], select.clauses["select"][1] - 1
        exists = keyword(statement, "EXISTS" if what in SOME else "NOT EXISTS")
        opening = statement.words[start].start
        yield Rewrite(
            (
                Edit(opening, opening, f"{exists} ", WHY),
                Edit(listing[0].start, statement.words[listing[1]].end, "1", WHY),
                Edit(statement.words[end].end, statement.words[end + 2].end, "", WHY),
            ),
            "COUNT reads every row to see whether there is one",
        )


def counts(statement: Statement, select: Select, schema: Schema) -> bool:
    """Whether a select gives the number of its rows, and nothing else."""
    span = select.clauses.get("select", (0, 0))
    said = statement.lower[span[0] : span[1]]
    if len(said) != 4 or said[:2] != ["count", "("] or "from" not in select.clauses:
        return False
    if any(name in select.clauses for name in FORBIDDEN):
        return False
    column = statement.column((span[0] + 2, span[0] + 3), select, schema)
    whole = len(select.tables) == 1 and column is not None and not column.nullable
    return said[2] == "*" or said[2].isdigit() or whole
