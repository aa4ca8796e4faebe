"""Pages by the last key hold every row once, in order: walked on databases that try to tell.

It is never said that they are the same as pages by OFFSET: whoever asks for them sends something
else. A difference between the two walks stops the change.
"""

from collections.abc import Iterable
from dataclasses import replace
from typing import Protocol

from backlight.analysis.compared import Walked
from backlight.analysis.facts import Project
from backlight.analysis.tables import Column, Schema
from backlight.checks.check import Check
from backlight.checks.plan import advice
from backlight.checks.rows import POSTGRES
from backlight.sql.kinds import kind_of
from backlight.sql.lab.verdict import Verdict, Weight
from backlight.sql.plan_drawing import drawn, figure
from backlight.sql.plan_picture import picture

NAME, PLAN = "pages", "plan"
DEEP, SIZE = 50_000, 20
"""How many rows are skipped where costs are compared, and how many a page has."""
MIDDLE = {"date": "'2022-01-01'", "timestamp": "'2022-01-01'", "timestamptz": "'2022-01-01'"}
MIDDLE |= {"integer": f"{DEEP}", "number": f"{DEEP}"}

LOST = Check(
    NAME, ok=False, detail="The code does not run the statements that were written for it."
)


class Lab(Protocol):
    """Whoever tries statements on scratch databases, and asks a planner."""

    def walk(self, asked: Walked, dialect: str, schema: Schema) -> Verdict:
        """Whether all pages by the key are all pages by OFFSET."""

    def weigh(self, before: str, after: str, dialect: str, schema: Schema) -> Weight:
        """What two statements cost, and the index that would help."""


def check(walks: Iterable[Walked], project: Project, lab: Lab) -> tuple[Check, ...]:
    """The walk, and what a deep page costs, for each statement that pages by its keys now."""
    found: list[Check] = []
    for one in walks:
        dialect = one.dialect or project.dialect or POSTGRES
        walked = _walked(lab.walk(one, dialect, project.schema)) if one.written else LOST
        found.append(walked)
        if walked.ok:
            found.append(_weighed(one, dialect, project.schema, lab))
    return tuple(found)


def _walked(verdict: Verdict) -> Check:
    if verdict.kind == "same":
        detail = (
            f"Walked on {verdict.databases} databases ({verdict.engine}): page after page by the "
            "last key, every row of the list comes once and in its order. Callers change: they "
            "send the key of the last row in place of a number."
        )
        return Check(NAME, ok=True, detail=detail, short="callers send the last key")
    if verdict.kind == "different":
        return Check(NAME, ok=False, detail=f"{verdict.detail} ({verdict.engine})")
    return Check(NAME, ok=True, detail=f"The pages could not be walked: {verdict.detail}")


def _weighed(one: Walked, dialect: str, schema: Schema, lab: Lab) -> Check:
    """What the page after so many rows costs; what gains nothing is not worth another contract."""
    skipping, _, after = (sql.replace(":rows", str(SIZE)) for sql in one.statements)
    for n, key in enumerate(one.keys):
        after = after.replace(f":after_{n}", _middle(key))
    weight = lab.weigh(skipping.replace(":skip", str(DEEP)), after, dialect, schema)
    if weight.why:
        return Check(PLAN, ok=True, detail=f"Not compared: {weight.why}")
    costs = f"{figure(weight.before)} by OFFSET, {figure(weight.after)} by the key"
    detail = f"The planner of {weight.where} reckons for the page after {DEEP:,} rows: {costs}."
    ok = weight.gains or weight.promises
    said = f"{detail}{advice(weight, schema)}" if ok else f"{detail} Nothing is gained."
    short = f"cost of a deep page {figure(weight.before)} → {figure(weight.after)}"
    return replace(
        Check(PLAN, ok=ok, detail=said, short=short if weight.gains else ""),
        drawn=drawn(weight),
        picture=picture(weight.plans),
        about=after,
    )


def _middle(key: Column) -> str:
    """A value from the middle of what a column may hold."""
    if "uuid" in key.type.lower():
        return "'80000000-0000-4000-8000-000000000000'"
    return MIDDLE.get(kind_of(key.type), "'7'")
