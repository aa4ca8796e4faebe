"""`a.id = b.a_id AND a.id < 9` also says `b.a_id < 9`, which lets the other table be read in part.

Sound where both columns are joined by an equality that every row must satisfy, and are of one type:
what holds for one value holds for its equal. Databases derive this for `=`, and not for ranges.
Whether it pays, the planner is asked.
"""

from collections.abc import Iterator

from backlight.analysis.tables import Schema
from backlight.edits import Edit
from backlight.sql.conditions import Range, conjuncts
from backlight.sql.dates import keyword
from backlight.sql.improved import Held, Rewrite
from backlight.sql.kinds import kind_of
from backlight.sql.parts import JOINED, equality
from backlight.sql.shape import From, Leaf, Select, Statement, leaves

WHY = "What holds for one side of the join holds for the other: fewer of its rows are read."
RANGES = {"<", "<=", ">", ">=", "between", "in"}
KINDS = {"integer", "number", "date", "timestamp", "timestamptz"}
Spot = tuple[From, str]


def rewrite(statement: Statement, schema: Schema) -> Iterator[Rewrite | Held]:
    """Find ranges on one side of a join whose other side has none."""
    for select in statement.selects:
        where = select.clauses.get("where")
        if select.kind != "select" or where is None or not _inner(select):
            continue
        parts = conjuncts(statement, where)
        equal = list(_equalities(statement, select, parts, schema))
        mine = [one for one in leaves(statement) if one.select is select and _range(one, parts)]
        told = {_spot(statement, one, schema) for one in mine}
        for leaf in mine:
            yield from _derived(statement, leaf, equal, told, schema)


def _inner(select: Select) -> bool:
    tables = select.tables
    return len(tables) > 1 and all(one.join in {"from", ",", *JOINED} for one in tables)


def _range(leaf: Leaf, parts: list[Range]) -> bool:
    whole = (leaf.start, leaf.end) in parts
    return whole and leaf.operator in RANGES and not leaf.negated


def _spot(statement: Statement, leaf: Leaf, schema: Schema) -> Spot | None:
    found = statement.column_of(leaf.left, leaf.select, schema)
    return (found[0], found[1].name.lower()) if found is not None else None


def _equalities(
    statement: Statement, select: Select, parts: list[Range], schema: Schema
) -> Iterator[tuple[Spot, Spot]]:
    """Columns of one type that every row has the same value in."""
    joined = [part for one in select.tables if one.on[1] for part in conjuncts(statement, one.on)]
    for part in (*parts, *joined):
        sides = equality(statement, part)
        if sides is None:
            continue
        left, right = (statement.column_of(side, select, schema) for side in sides)
        if left is None or right is None or left[0] not in select.tables or left[0] == right[0]:
            continue
        kinds = {kind_of(left[1].type), kind_of(right[1].type)}
        if len(kinds) == 1 and kinds <= KINDS and right[0] in select.tables:
            yield (left[0], left[1].name.lower()), (right[0], right[1].name.lower())


def _derived(
    statement: Statement,
    leaf: Leaf,
    equal: list[tuple[Spot, Spot]],
    told: set[Spot | None],
    schema: Schema,
) -> Iterator[Rewrite]:
    kinds = {statement.words[n].kind for n in range(*leaf.right)}
    names = {"name", "quoted", "hole", "placeholder"} & kinds
    if names and not all(_plain(statement, n) for n in range(*leaf.right)):
        return
    spot = _spot(statement, leaf, schema)
    for one, other in (*equal, *((b, a) for a, b in equal)):
        if one == spot and other not in told:
            rest = statement.sql[statement.end(leaf.left[1]) : statement.end(leaf.end)]
            text = f" {keyword(statement, 'AND')} {other[0].alias}.{other[1]}{rest}"
            at = statement.end(leaf.end)
            said = statement.text((leaf.start, leaf.end))
            evidence = f"`{said[:40]}` holds for `{other[0].alias}.{other[1]}` too"
            yield Rewrite((Edit(at, at, text, WHY),), evidence, maybe=True)


def _plain(statement: Statement, n: int) -> bool:
    """A word of a literal; a parameter with a number or a name can be said twice."""
    word = statement.words[n]
    if word.kind == "placeholder":
        return word.text not in {"?", "%s"}
    if word.kind in {"name", "quoted"}:
        return statement.lower[n] in {"date", "timestamp", "interval", "and", "year", "month"}
    return word.kind != "hole"
