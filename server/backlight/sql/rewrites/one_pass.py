"""Several totals of one table, each a subquery of its own, are reckoned in one pass with FILTER.

`SELECT (SELECT count(*) FROM o WHERE a) AS x, (SELECT sum(t) FROM o WHERE b) AS y` reads the table
twice. Sound where each subquery is one aggregate of the same rows but for its condition, tied to
nothing around it and of functions that give the same for the same: an aggregate without a group is
one row always, and `FILTER` leaves out what `WHERE` did. Whether it pays, the planner is asked.
"""

from collections.abc import Iterator, Sequence
from functools import partial

from backlight.analysis.tables import Schema
from backlight.edits import Edit
from backlight.sql.conditions import Range
from backlight.sql.dates import keyword
from backlight.sql.improved import Held, Rewrite
from backlight.sql.parts import bound, items
from backlight.sql.rewrites.totals import Total, calls, total
from backlight.sql.shape import Statement

WHY = "One pass over the rows reckons all of the totals; each subquery would read them again."


def rewrite(statement: Statement, schema: Schema) -> Iterator[Rewrite | Held]:
    """Find totals of the same rows."""
    lower = statement.lower
    if statement.dialect != "postgres" or lower[:1] not in (["select"], ["with"]):
        return
    if lower[1:2] == ["recursive"]:
        return
    groups: dict[str, list[Total]] = {}
    for select in statement.selects:
        one = total(statement, select, schema)
        if one is not None:
            groups.setdefault(" ".join(one.source.split()), []).append(one)
    for found in groups.values():
        if len(found) < 2:
            continue
        edits = _alone(statement, found) or _beside(statement, found)
        if edits:
            yield Rewrite(
                edits,
                f"{len(found)} totals read the same rows one after the other",
                whole=True,
                maybe=True,
            )
            return


def _alone(statement: Statement, found: Sequence[Total]) -> tuple[Edit, ...]:
    """`SELECT count(*) FILTER (…) AS x, … FROM o`, where the list is nothing but such totals."""
    top = statement.selects[0]
    if top.start != 0 or set(top.clauses) != {"select"} or top.end != len(statement.words):
        return ()
    first = [span[0] for span in items(statement, top.clauses["select"])]
    if first != [one.at[0] for one in found] or not _named(statement, found):
        return ()
    shared = _shared(statement, found)
    edits = [
        Edit(*_place(statement, one.at), _filtered(statement, one, shared), WHY) for one in found
    ]
    end = statement.end(len(statement.words))
    rest = f" {keyword(statement, 'FROM')} {found[0].source}{_where(statement, shared)}"
    return (*edits, Edit(end, end, rest, WHY))


def _named(statement: Statement, found: Sequence[Total]) -> bool:
    """Whether behind each total stands nothing but its name: without one it would get another."""
    behind = (statement.lower[one.at[1] : one.at[1] + 1] for one in found)
    return all(word == ["as"] for word in behind)


def _beside(statement: Statement, found: Sequence[Total]) -> tuple[Edit, ...]:
    """A WITH of one row, from which each place takes its total."""
    if _moved(statement, found) or "totals" in statement.lower:
        return ()
    say, shared = partial(keyword, statement), _shared(statement, found)
    listed = ", ".join(
        f"{_filtered(statement, one, shared)} {say('AS')} total_{number}"
        for number, one in enumerate(found, 1)
    )
    made = f"totals {say('AS')} ({say('SELECT')} {listed} {say('FROM')} {found[0].source}"
    made += f"{_where(statement, shared)})"
    edits = [
        Edit(
            *_place(statement, one.at),
            f"({say('SELECT')} total_{number} {say('FROM')} totals)",
            WHY,
        )
        for number, one in enumerate(found, 1)
    ]
    if statement.lower[0] == "with":
        at = statement.offset(1)
        return (Edit(at, at, f"{made}, ", WHY), *edits)
    at = statement.offset(0)
    return (Edit(at, at, f"{say('WITH')} {made} ", WHY), *edits)


def _moved(statement: Statement, found: Sequence[Total]) -> bool:
    """Whether parameters by position would come in another order at the beginning."""
    last = max(one.at[1] for one in found)
    taken = {n for one in found for n in range(*one.at)}
    if not any(bound(statement, one.at) for one in found):
        return False
    return any(bound(statement, (n, n + 1)) for n in range(last) if n not in taken)


def _shared(statement: Statement, found: Sequence[Total]) -> tuple[str, ...]:
    """The conditions that all of them have: those can stand in WHERE."""
    said = [
        {
            " ".join(statement.text(part).split()): None
            for part in one.parts
            if not bound(statement, part)
        }
        for one in found
    ]
    return tuple(text for text in said[0] if all(text in other for other in said))


def _where(statement: Statement, shared: Sequence[str]) -> str:
    joint = f" {keyword(statement, 'AND')} "
    return f" {keyword(statement, 'WHERE')} {joint.join(shared)}" if shared else ""


def _filtered(statement: Statement, one: Total, shared: Sequence[str]) -> str:
    """The total with what its own condition leaves, behind each aggregate of it."""
    kept = [statement.text(part) for part in one.parts]
    kept = [text for text in kept if " ".join(text.split()) not in shared]
    if not kept:
        return statement.text(one.value)
    joint = f" {keyword(statement, 'AND')} "
    words = f" {keyword(statement, 'FILTER')} ({keyword(statement, 'WHERE')} {joint.join(kept)})"
    base, text = statement.offset(one.value[0]), statement.text(one.value)
    for at in reversed(calls(statement, one.value)):
        cut = statement.end(at + 1) - base
        text = text[:cut] + words + text[cut:]
    return text


def _place(statement: Statement, at: Range) -> tuple[int, int]:
    return statement.offset(at[0]), statement.end(at[1])
