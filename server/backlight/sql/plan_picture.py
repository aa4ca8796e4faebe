"""A plan drawn as a picture: one SVG that needs nothing else; nothing in it is run or loaded.

The plan before stands on the left, the one after on the right. A bar behind each step is as long as
its part of the dearest cost; steps that only one of the plans has are marked.
"""

from collections.abc import Iterator
from html import escape
from re import compile as regex

from backlight.sql.lab.verdict import Drawn
from backlight.sql.plan_drawing import DEEP, figure, many

HIGH, WIDE, STEP, GAP, HEAD = 30, 560, 18, 28, 64
"""Pixels: a row, a plan, one level of depth, the space between two plans, the headings."""
UNSEEN = regex("[^\t\n -\u202d\u202f-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""What XML has no place for, and the mark that turns what is read around."""
STYLE = (
    "text{font:13px ui-monospace,Menlo,Consolas,monospace;fill:#1f2328}"
    ".head{font:600 15px system-ui,sans-serif}.small{font-size:11px;fill:#59636e}"
    ".box{fill:#f6f8fa;stroke:#d1d9e0}.bar{fill:#ddeafc}.line{stroke:#8c959f;fill:none}"
    ".gone{stroke:#cf222e;stroke-width:2}.new{stroke:#1a7f37;stroke-width:2}"
)


def picture(plans: tuple[Drawn, Drawn]) -> str:
    """Both plans side by side; nothing where one of them is not known."""
    before, after = plans
    if not before or not after:
        return ""
    most = max(cost for plan in plans for _, _, cost, _ in plan) or 1.0
    wide = 2 * WIDE + 3 * GAP
    high = HEAD + max(len(before), len(after)) * HIGH + 2 * GAP
    size = f'width="{wide}" height="{high}"'
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" {size} viewBox="0 0 {wide} {high}" role="img">',
        f"<title>{_title(before, after)}</title>",
        f"<style>{STYLE}</style>",
        f'<rect {size} fill="#ffffff"/>',
        *_plan(before, after, (GAP, "Before", "gone"), most),
        *_plan(after, before, (WIDE + 2 * GAP, "After", "new"), most),
        _legend(high),
        "</svg>",
    ]
    return "\n".join(parts) + "\n"


def _title(before: Drawn, after: Drawn) -> str:
    return f"Plan: cost {figure(before[0][2])} before, {figure(after[0][2])} after"


def _plan(plan: Drawn, other: Drawn, place: tuple[int, str, str], most: float) -> Iterator[str]:
    left, name, mark = place
    known = {text for _, text, _, _ in other}
    cost, rows = plan[0][2], plan[0][3]
    yield f'<text class="head" x="{left}" y="32">{name}: cost {figure(cost)}</text>'
    yield f'<text class="small" x="{left}" y="50">{many(rows)}</text>'
    above: list[tuple[int, int]] = []
    for at, (deep, text, own, gives) in enumerate(plan):
        x, y = left + min(deep, DEEP) * STEP, HEAD + at * HIGH
        above = [(level, row) for level, row in above if level < deep]
        if above:
            yield _link(left + min(above[-1][0], DEEP) * STEP + 8, above[-1][1], x, y)
        above.append((deep, y))
        changed = f" {mark}" if text not in known else ""
        yield from _step((x, y, left + WIDE - x), text, changed, (own, gives, most))


def _step(
    place: tuple[int, int, int], text: str, changed: str, figures: tuple[float, float, float]
) -> Iterator[str]:
    x, y, wide = place
    own, gives, most = figures
    bar = max(1, round((wide - 2) * min(1.0, own / most)))
    most_said = max(8, (wide - 150) // 8)
    said = text if len(text) <= most_said else f"{text[: most_said - 1]}…"
    high, base = HIGH - 6, y + 16
    yield f'<rect class="box{changed}" x="{x}" y="{y}" width="{wide}" height="{high}" rx="4"/>'
    yield f'<rect class="bar" x="{x + 1}" y="{y + 1}" width="{bar}" height="{high - 2}" rx="3"/>'
    shown = escape(UNSEEN.sub("\ufffd", said))
    yield f'<text x="{x + 8}" y="{base}">{shown}</text>'
    right = f"{figure(own)} · {gives:,.0f}"
    yield f'<text class="small" x="{x + wide - 8}" y="{base}" text-anchor="end">{right}</text>'


def _link(from_x: int, from_y: int, to_x: int, to_y: int) -> str:
    return f'<path class="line" d="M{from_x} {from_y + HIGH - 6}V{to_y + 12}H{to_x}"/>'


def _legend(high: int) -> str:
    says = (
        "Cost · rows, as the planner reckons them. Red: gone. Green: new. Bar: part of the dearest."
    )
    return f'<text class="small" x="{GAP}" y="{high - 14}">{says}</text>'
