"""A rewritten statement costs less by the planner's reckoning, and which index would help more."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from re import compile as regex
from typing import Protocol

from backlight.analysis.compared import Pair
from backlight.analysis.facts import Project
from backlight.analysis.tables import Schema
from backlight.checks.check import Check
from backlight.sql import new_index
from backlight.sql.lab.verdict import Weight
from backlight.sql.plan_drawing import drawn, figure, many
from backlight.sql.plan_picture import picture

NAME = "plan"
STAR = regex(r"(?i)(?:\bselect\s+(?:distinct\s+|all\s+)?|,\s*|\.\s*)\*")
"""Every column, and not a product or a count."""
ASKED = regex(r"(?i)\bexists\s*\(\s*select\s+\*")
"""Where it says no column at all."""


class Planner(Protocol):
    """Whoever asks a planner."""

    def weigh(self, before: str, after: str, dialect: str, schema: Schema) -> Weight:
        """What both cost, and the index that would help."""

    def costs(
        self, before: str, afters: Sequence[str], dialect: str, schema: Schema
    ) -> tuple[Weight, ...]:
        """What each of several statements costs in place of one."""


def check(
    pairs: Iterable[Pair], before: Project, planner: Planner, *, ours: bool
) -> tuple[Check, ...]:
    """One answer for each statement that was rewritten to be faster.

    A rewrite of our own that gains nothing is not shown; one of a model may be worth its clarity,
    but it must not be slower.
    """
    found = []
    for pair in filter(_for_speed, pairs):
        old, new, dialect = pair.before.sql, pair.after[0].sql, _dialect(pair, before)
        weight = planner.weigh(old, new, dialect, before.schema)
        said = _said(weight, before.schema, ours=ours and not pair.clearer)
        found.append(replace(_drawn(said, weight), about=new))
    return tuple(found)


def _drawn(check: Check, weight: Weight) -> Check:
    """The check with both plans beside it."""
    if weight.why:
        return check
    rows = f", {many(weight.rows)}" if weight.rows > 1 else ""
    short = f"cost {figure(weight.before)} → {figure(weight.after)}{rows}"
    return replace(
        check,
        short=short if weight.gains else "",
        drawn=drawn(weight),
        picture=picture(weight.plans),
    )


def weights(
    ways: Iterable[Iterable[Pair]], before: Project, planner: Planner
) -> tuple[tuple[Weight, ...], ...]:
    """What each statement costs that was rewritten to be faster, for each of several ways.

    Those in whose place others could stand are asked about once, with all of these.
    """
    asked = [[(pair, _dialect(pair, before)) for pair in way if _for_speed(pair)] for way in ways]
    afters: dict[tuple[str, str], list[str]] = {}
    for pair, dialect in (one for way in asked for one in way):
        afters.setdefault((pair.before.sql, dialect), []).append(pair.after[0].sql)
    known: dict[tuple[str, str, str], Weight] = {}
    for (old, dialect), all_ in afters.items():
        new = tuple(dict.fromkeys(all_))
        costs = planner.costs(old, new, dialect, before.schema)
        known |= {(old, dialect, sql): one for sql, one in zip(new, costs, strict=True)}
    return tuple(
        tuple(known[pair.before.sql, dialect, pair.after[0].sql] for pair, dialect in way)
        for way in asked
    )


def _dialect(pair: Pair, before: Project) -> str:
    return pair.before.dialect or pair.after[0].dialect or before.dialect or "postgres"


def _for_speed(pair: Pair) -> bool:
    """Not to be safe, nor to read fewer columns: plans do not show these."""
    if len(pair.after) != 1 or pair.after[0].kind != "sql" or pair.before.sql == pair.after[0].sql:
        return False
    exposed = any(hole.exposed for hole in pair.before.holes)
    return not exposed and _stars(pair.after[0].sql) >= _stars(pair.before.sql)


def _stars(sql: str) -> int:
    return len(STAR.findall(ASKED.sub("exists (", sql)))


def _said(weight: Weight, schema: Schema, *, ours: bool) -> Check:
    if weight.why:
        return Check(NAME, ok=True, detail=f"Not compared: {weight.why}")
    costs = f"{figure(weight.before)} before, {figure(weight.after)} after"
    where = f"The planner of {weight.where} reckons a cost of {costs}"
    step = f": {weight.step}." if weight.step else "."
    if weight.gains:
        return Check(NAME, ok=True, detail=f"{where}{step}{advice(weight, schema)}")
    if weight.promises:
        says = f"{where}. It pays with an index.{advice(weight, schema)}"
        return Check(NAME, ok=not weight.loses, confirm=weight.loses, detail=says)
    if weight.loses or ours:
        gain = "it is slower" if weight.loses else "nothing is gained"
        return Check(NAME, ok=False, detail=f"{where}, so {gain}.{advice(weight, schema)}")
    return Check(NAME, ok=True, detail=f"{where}.{advice(weight, schema)}")


def advice(weight: Weight, schema: Schema) -> str:
    """The index that would help, and its price."""
    if not weight.index:
        return ""
    return (
        f" With {new_index.said(weight.index, schema)} it would be {figure(weight.new)}; every row "
        "that is written then writes one more entry."
    )
