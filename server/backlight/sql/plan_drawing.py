"""A plan drawn as text: any editor shows it, and nothing in it is followed or loaded."""

from collections.abc import Iterator

from backlight.sql.lab.verdict import Drawn, Weight

WIDE = 64
"""Characters of a step."""
DEEP = 12
"""Steps that stand deeper than this are drawn no further to the right."""


def figure(cost: float) -> str:
    """A cost as one reads it."""
    return f"{cost:,.2f}" if cost < 100 else f"{cost:,.0f}"


def many(rows: float) -> str:
    """A number of rows as one says it."""
    return f"{rows:,.0f} row{'s' * (round(rows) != 1)}"


def drawn(weight: Weight) -> str:
    """Both plans in Markdown, with an arrow at the steps that only one of them has."""
    before, after = weight.plans
    if not before or not after:
        return ""
    parts = [f"**Before**, cost {figure(weight.before)}", _fence(before, after)]
    if before != after:
        parts += [f"**After**, cost {figure(weight.after)}", _fence(after, before)]
    return "\n\n".join(parts)


def _fence(plan: Drawn, other: Drawn) -> str:
    return "\n".join(["```text", *_lines(plan, {text for _, text, _, _ in other}), "```"])


def _lines(plan: Drawn, known: set[str]) -> Iterator[str]:
    told = [(_indented(deep, text), cost, rows, text) for deep, text, cost, rows in plan]
    wide = max(len(step) for step, _, _, _ in told)
    costs = max(len(figure(cost)) for _, cost, _, _ in told)
    for step, cost, rows, text in told:
        mark = "" if text in known else "  <--"
        yield f"{step:<{wide}}  {figure(cost):>{costs}}  {many(rows)}{mark}"


def _indented(deep: int, text: str) -> str:
    """Names of tables are data: a back quote would end the fence."""
    step = text.replace("`", "'").replace("\n", " ")[:WIDE]
    return f"{'   ' * (min(deep, DEEP) - 1)}└─ {step}" if deep else step
