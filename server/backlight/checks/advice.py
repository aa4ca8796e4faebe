"""Which index serves a query is asked of a planner, before the one is taken that its text wants."""

from collections.abc import Callable
from typing import Protocol

from backlight.analysis.tables import Schema
from backlight.checks.check import Check
from backlight.edits import Change, Refused
from backlight.sql import new_index
from backlight.sql.lab.verdict import Weight
from backlight.sql.plan_drawing import figure

NAME = "plan"
PRICE = "every row that is written then writes one more entry"
BY_TEXT = "Judged by the text of the query and the schema; no planner was asked:"
UNTRIED = "an index of {} cannot be tried without making it."


class Planner(Protocol):
    """Whoever asks a planner."""

    def weigh(self, before: str, after: str, dialect: str, schema: Schema) -> Weight:
        """What both cost, and the index that would help."""


def advise(
    made: Change | Refused,
    statement: tuple[str, str],
    written: Callable[[str], Change | Refused],
    schema: Schema,
    planner: Planner,
) -> tuple[Change | Refused, tuple[Check, ...]]:
    """The index that helps a statement (its SQL, its dialect) most, and what says so.

    Where nobody can be asked it is the one that was made; where none helps it is refused.
    """
    sql, dialect = statement
    if dialect != "postgres":
        return made, (Check(NAME, ok=True, detail=f"{BY_TEXT} {UNTRIED.format(dialect)}"),)
    weight = planner.weigh(sql, sql, dialect, schema)
    if weight.why:
        return made, (Check(NAME, ok=True, detail=f"{BY_TEXT} {weight.why}"),)
    costs = f"The planner of {weight.where} reckons a cost of {figure(weight.before)}"
    if not weight.index:
        return Refused(f"{costs}, and no index that was tried makes it much less."), ()
    one = new_index.read(weight.index)
    name = f"`{one.table} {one.keys.body}`" if one is not None else "the index"
    detail = f"{costs} as it is, and {figure(weight.new)} with {name}; {PRICE}."
    short = f"{name}, cost {figure(weight.before)} → {figure(weight.new)}"
    return written(weight.index), (Check(NAME, ok=True, detail=detail, short=short),)
