"""Plans: what a statement costs by the planner's own reckoning, and which step of it changes."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from backlight.sql.lab.verdict import Drawn

MOST = 60
"""Steps of a plan that are drawn."""


@dataclass(frozen=True, slots=True)
class Plan:
    """One plan."""

    cost: float
    rows: float
    steps: tuple[str, ...]
    """What is done to each table, and how what is found is put together."""
    drawn: Drawn = ()


def read(answer: Mapping[str, Any]) -> Plan:
    """A plan as `EXPLAIN (FORMAT JSON)` gives it."""
    top = answer["Plan"]
    drawn = tuple(_drawn(top, 0))
    steps = tuple(text for _, text, _, _ in drawn)
    return Plan(float(top["Total Cost"]), float(top["Plan Rows"]), steps, drawn[:MOST])


def _drawn(node: Mapping[str, Any], deep: int) -> Iterator[tuple[int, str, float, float]]:
    """Every step with how deep it stands, what it costs and how many rows it gives."""
    yield deep, _step(node), float(node["Total Cost"]), float(node["Plan Rows"])
    for below in node.get("Plans", ()):
        yield from _drawn(below, deep + 1)


def _step(node: Mapping[str, Any]) -> str:
    kind = node["Node Type"]
    table = node.get("Relation Name", "")
    index = node.get("Index Name", "")
    if table:
        filtered = " with a filter" if "Filter" in node and not index else ""
        return f"{kind} on {table}" + (f" by {index}" if index else filtered)
    if index:
        return f"{kind} by {index}"
    sub = node.get("Subplan Name", "")
    return f"{kind} ({sub})" if sub else str(kind)


def changed(before: Plan, after: Plan) -> str:
    """The step that is another one now, in words; empty if the plan is the same."""
    gone = [step for step in before.steps if step not in after.steps]
    come = [step for step in after.steps if step not in before.steps]
    for old in gone:
        for new in come:
            if _table(old) and _table(old) == _table(new) and _way(old) != _way(new):
                return f"{old} becomes {new}"
    plans = [step for step in gone if "SubPlan" in step or "InitPlan" in step] or gone
    if plans:
        return f"{plans[0]} is gone"
    return f"{come[0]} is new" if come else ""


def _table(step: str) -> str:
    """The table that a step reads."""
    return step.partition(" on ")[2].partition(" ")[0]


def _way(step: str) -> str:
    """How it reads it, whatever it filters."""
    return step.removesuffix(" with a filter")
