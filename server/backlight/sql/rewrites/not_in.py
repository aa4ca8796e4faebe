"""`x NOT IN (SELECT y …)` becomes `NOT EXISTS (…)`, which the database can join.

Sound only where neither `x` nor `y` can be null, by the known schema: with one null among the `y`,
NOT IN finds nothing at all, and NOT EXISTS finds rows. Where that is not known nothing is
rewritten, and the reason is said.
"""

from collections.abc import Iterator

from backlight.analysis.tables import Schema
from backlight.edits import Edit
from backlight.sql.dates import Range, keyword
from backlight.sql.improved import Held, Rewrite
from backlight.sql.shape import Leaf, Select, Statement, leaves

WHY = "NOT EXISTS can be answered by an index for each row."
PLAIN = {"select", "from", "where"}


def rewrite(statement: Statement, schema: Schema) -> Iterator[Rewrite | Held]:
    """Find NOT IN over a subquery."""
    for leaf in leaves(statement):
        if leaf.operator != "not in" or statement.lower[leaf.right[0]] != "(":
            continue
        inner = statement.select_at(leaf.right[0] + 1)
        if inner is None or not set(inner.clauses) <= PLAIN or leaf.negated:
            continue
        if statement.close.get(leaf.right[0]) != inner.end:
            continue
        found = _rewritten(statement, schema, leaf, inner)
        if found is not None:
            yield found


def _rewritten(
    statement: Statement, schema: Schema, leaf: Leaf, inner: Select
) -> Rewrite | Held | None:
    evidence = "NOT IN over a subquery compares with every row"
    listed = inner.clauses["select"]
    outer = statement.column_of(leaf.left, leaf.select, schema)
    own = statement.column_of(listed, inner, schema)
    left, right = statement.text(leaf.left), statement.text(listed)
    if outer is None or own is None:
        return Held(
            evidence,
            f"Whether `{left}` or `{right}` can be null is not known, and with a "
            "null NOT EXISTS would find other rows; add the tables' DDL to the project.",
        )
    if _maybe(inner, own[0].join) or (own[1].nullable and not _hardly(schema, own[0].name)):
        return Held(
            evidence,
            f"`{own[1].name}` can be null: with one null NOT IN finds no row "
            "at all. Say `IS NOT NULL` in the subquery if that is not meant.",
            wrong=True,
        )
    if own[1].nullable or outer[1].nullable or _maybe(leaf.select, outer[0].join):
        name = own[1].name if own[1].nullable else outer[1].name
        return Held(
            evidence,
            f"Whether `{name}` can be null is not known for certain, and with a null NOT EXISTS "
            "would find other rows; declare it NOT NULL.",
        )
    if own[0] not in inner.tables:
        return None
    aliases = {table.alias.lower() for table in inner.tables}
    if outer[0].alias.lower() in aliases or not all(table.name for table in inner.tables):
        return Held(
            evidence,
            "Both sides use one name for their table; give the table in the "
            "subquery an alias of its own.",
        )
    return _edits(statement, leaf, inner, (outer[0].alias, own[0].alias), evidence)


def _hardly(schema: Schema, name: str) -> bool:
    """Whether a column may hold a null in the database alone: a field of Go never writes one."""
    table = schema.table(name)
    return table is not None and table.origin == "model" and table.file.endswith(".go")


def _maybe(select: Select, join: str) -> bool:
    """Whether an outer join can make a column null."""
    return join in {"left", "right", "full", "natural"} or any(
        table.join in {"right", "full"} for table in select.tables
    )


def _edits(
    statement: Statement, leaf: Leaf, inner: Select, aliases: tuple[str, str], evidence: str
) -> Rewrite:
    listed = inner.clauses["select"]
    left, right = (
        _qualified(statement, leaf.left, aliases[0]),
        _qualified(statement, listed, aliases[1]),
    )
    where = inner.clauses.get("where")
    joint = keyword(statement, "AND" if where else "WHERE")
    end = statement.end(inner.end)
    edits = [
        Edit(
            statement.offset(leaf.start),
            statement.offset(leaf.right[0]),
            f"{keyword(statement, 'NOT EXISTS')} ",
            WHY,
        ),
        Edit(statement.offset(listed[0]), statement.end(listed[1]), "1", WHY),
        Edit(end, end, f" {joint} {right} = {left}", WHY),
    ]
    if where and "or" in statement.lower[where[0] : where[1]]:
        first, last = statement.offset(where[0]), statement.end(where[1])
        edits[2:] = [
            Edit(first, first, "(", WHY),
            Edit(last, last, f") {joint} {right} = {left}", WHY),
        ]
    return Rewrite(tuple(edits), evidence)


def _qualified(statement: Statement, span: Range, alias: str) -> str:
    text = statement.text(span)
    return text if span[1] - span[0] > 1 else f"{alias}.{text}"
