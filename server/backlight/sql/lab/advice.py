"""Which index a statement lacks: each that could serve is made, and the planner asked again."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace

from backlight.sql.lab.candidates import Index
from backlight.sql.lab.explain import Plan

WORTH, CLEARLY = 1 / 1.5, 1 / 1.75
"""The cost must fall below this part of what it was, since every write pays for an index; it must
fall further where sizes are only taken for likely."""
BETTER, PAGE = 0.85, 4.0
"""An index with one more column, or for some rows only, must be this much better, and save the
reading of a page at least."""

CARRIED = 3
"""Columns that an index may carry along."""
SAVED = 200.0
"""What they must save: the reading of fifty pages here and there."""

Ask = Callable[[Index], Plan | None]


def best(
    now: Plan,
    tried: Sequence[Index],
    there: Mapping[str, Sequence[Sequence[str]]],
    ask: Ask,
    *,
    counted: bool,
) -> Index | None:
    """The index that lowers the cost most, made longer only where that is much better.

    One that is the beginning of an index which is there already brings nothing new.
    """
    served = {
        (table, tuple(name.lower() for name in names[: size + 1]))
        for table, all_ in there.items()
        for names in all_
        for size in range(len(names))
    }
    new = [i for i in tried if not i.plain or (i.table.lower(), i.lowered) not in served]
    whole = [one for one in new if not one.where]
    worth = now.cost * (WORTH if counted else CLEARLY)
    found = _cheapest((one for one in whole if len(one.columns) == 1), worth, ask)
    if found is not None and found.plain:
        found = _longer(found, whole, ask)
    below = _clearly(found) if found is not None else worth
    return _cheapest((one for one in new if one.where), below, ask) or found


def carrying(found: Index, read: Sequence[str], ask: Ask) -> Index:
    """The same with all that is read of its table, where that saves the reading of many pages.

    It is larger, and every change of what it carries is written twice, so it must pay clearly.
    """
    more = tuple(one for one in read if one.lower() not in found.lowered)
    if not found.plain or not 1 <= len(more) <= CARRIED:
        return found
    plan = ask(replace(found, include=more, cost=0.0, step=""))
    if plan is None or plan.cost > min(found.cost / 3, found.cost - SAVED):
        return found
    return replace(found, include=more, cost=plan.cost)


def _longer(found: Index, tried: Sequence[Index], ask: Ask) -> Index:
    """The column that helps most stands first, unless another order is better; then a third one."""
    (helps,) = found.columns
    for at in (0, 1):
        two = [i for i in tried if i.table == found.table and len(i.columns) == 2]
        mine = [one for one in two if one.columns[at] == helps]
        found = _cheapest(mine, _clearly(found), ask) or found
    three = [i for i in tried if i.table == found.table and len(i.columns) == 3]
    mine = [one for one in three if one.columns[: len(found.columns)] == found.columns]
    return _cheapest(mine, _clearly(found), ask) or found


def _clearly(found: Index) -> float:
    return min(found.cost * BETTER, found.cost - PAGE)


def _cheapest(tried: Iterable[Index], below: float, ask: Ask) -> Index | None:
    found: Index | None = None
    for one in tried:
        plan = ask(one)
        if plan is None or plan.cost >= below:
            continue
        below = plan.cost
        used = next((s for s in plan.steps if s.startswith("Index") or "Bitmap Heap" in s), "")
        found = replace(one, cost=plan.cost, step=used)
    return found
