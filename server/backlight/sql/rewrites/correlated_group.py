"""`x < (SELECT AVG(i.x) FROM i WHERE i.k = o.k)` is reckoned once for all `k`, in a group to join.

Sound where the comparison is a part of WHERE that is joined by AND, the subquery is one MAX, MIN,
SUM or AVG without a group, tied to the query around it by equalities alone: a row without a group
is compared with null, and so is not found, as with a join. Groups that no row can meet are left
out where the query itself says which: what it asks of the table that a tie leads to, it asks of
the groups as well. Whether it pays to reckon the groups, the planner is asked.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from backlight.analysis.tables import Schema
from backlight.edits import Edit
from backlight.sql.conditions import Range, conjuncts
from backlight.sql.dates import keyword
from backlight.sql.improved import Held, Rewrite
from backlight.sql.met import met
from backlight.sql.parts import bound, equality, levels
from backlight.sql.rewrites.correlated import aggregate
from backlight.sql.shape import COMPARISONS, Select, Statement

WHY = "All groups are reckoned at once, and not one for each row."
NAME, KEY, VALUE = "grouped", "group_key", "group_value"
"""Names of our own: those of the columns would be those of the tables around it again."""
OUTER = {"select", "from", "where", "group", "having", "order", "limit", "offset"}


@dataclass(frozen=True, slots=True)
class Found:
    """A comparison with an aggregate that is tied to the row."""

    leaf: Range
    inner: Select
    ties: tuple[tuple[Range, Range], ...]
    """Columns of the subquery, each with what it must be equal to."""
    others: tuple[Range, ...]
    """What else the subquery asks for; it speaks of the subquery alone."""


def rewrite(statement: Statement, schema: Schema) -> Iterator[Rewrite | Held]:
    """Find comparisons with an aggregate that is asked for each row."""
    if {NAME, KEY, VALUE} & set(statement.lower) or bound(statement, (0, len(statement.words))):
        return
    for inner in statement.selects:
        outer = inner.outer
        if outer is None or outer.kind != "select" or not set(outer.clauses) <= OUTER:
            continue
        if set(inner.clauses) != {"select", "from", "where"} or "where" not in outer.clauses:
            continue
        if aggregate(statement, inner) not in {"max", "min", "sum", "avg"}:
            continue
        found = _found(statement, inner, outer, schema)
        if found is not None:
            limits = met(statement, outer, found.leaf, found.ties, schema)
            if limits:
                yield _rewritten(statement, outer, found, limits)
            yield _rewritten(statement, outer, found, [])
            return


def _found(statement: Statement, inner: Select, outer: Select, schema: Schema) -> Found | None:
    first, last = inner.start - 1, inner.end
    parts = conjuncts(statement, outer.clauses["where"])
    leaf = next(((s, e) for s, e in parts if s <= first and last < e), None)
    if leaf is None or statement.close.get(first) != last or not _strict(statement, leaf, inner):
        return None
    if levels(statement, inner.clauses["select"], inner, schema) != {"inner"}:
        return None
    ties: list[tuple[Range, Range]] = []
    others = []
    for part in conjuncts(statement, inner.clauses["where"]):
        told = levels(statement, part, inner, schema)
        if told == {"inner"}:
            others.append(part)
            continue
        sides = equality(statement, part)
        tied = sides and [levels(statement, side, inner, schema) for side in sides]
        if sides is None or tied not in ([{"inner"}, {"outer"}], [{"outer"}, {"inner"}]):
            return None
        ties.append(sides if tied[0] == {"inner"} else (sides[1], sides[0]))
    return Found(leaf, inner, tuple(ties), tuple(others)) if ties else None


def _strict(statement: Statement, leaf: Range, inner: Select) -> bool:
    """Whether the part is one comparison that is not true of null."""
    outside = [n for n in range(*leaf) if not inner.start - 1 <= n <= inner.end]
    words = [statement.lower[n] for n in outside]
    compares = sum(word in COMPARISONS for word in words)
    return compares == 1 and not {"(", "or", "not", "case", "is", "between"} & set(words)


def _rewritten(statement: Statement, outer: Select, found: Found, limits: list[str]) -> Rewrite:
    def say(word: str) -> str:
        return keyword(statement, word)

    inner, joint = found.inner, f" {say('AND')} "
    mine = [statement.text(tie[0]) for tie in found.ties]
    names = [KEY if not n else f"{KEY}_{n + 1}" for n in range(len(mine))]
    keys = ", ".join(f"{key} {say('AS')} {name}" for key, name in zip(mine, names, strict=True))
    kept = joint.join([*(statement.text(part) for part in found.others), *limits])
    group = (
        f", ({say('SELECT')} {keys}, {statement.text(inner.clauses['select'])} {say('AS')} {VALUE} "
        f"{say('FROM')} {statement.text(inner.clauses['from'])}"
        + (f" {say('WHERE')} {kept}" if kept else "")
        + f" {say('GROUP BY')} {', '.join(mine)}) {NAME}"
    )
    ties = joint.join(
        f"{NAME}.{name} = {statement.text(tie[1])}"
        for name, tie in zip(names, found.ties, strict=True)
    )
    at = statement.end(outer.clauses["from"][1])
    place = statement.offset(inner.start - 1), statement.end(inner.end + 1)
    first = statement.offset(found.leaf[0])
    return Rewrite(
        (
            Edit(at, at, group, WHY),
            Edit(first, first, f"{ties}{joint}", WHY),
            Edit(*place, f"{NAME}.{VALUE}", WHY),
        ),
        "a subquery is reckoned for each row",
        whole=True,
        maybe=True,
    )
