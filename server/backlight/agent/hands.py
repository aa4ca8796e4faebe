"""The calls of one turn carried out: reads side by side, all else alone, answers in order."""

import asyncio
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, nullcontext

from backlight.agent import tools
from backlight.agent.work import Work
from backlight.providers import Call, Result

MOST_CALLS = 64
"""Calls of one reply that are carried out; a model writes a handful."""
TOO_MANY = f"Not run: one reply may make {MOST_CALLS} calls; go on in the next."


async def carry_out(
    calls: Sequence[Call], work: Work, clock: asyncio.Timeout
) -> tuple[Result, ...]:
    """Run every call; the clock of the run stands still while the user is asked."""
    results: list[Result] = []
    batch: list[Call] = []
    for call in calls[:MOST_CALLS]:
        known = tools.BY_NAME.get(call.tool)
        if known is None or known.reads:
            batch.append(call)
            continue
        results += await _at_once(batch, work)
        results.append(await _alone(call, work, clock))
        batch = []
    results += await _at_once(batch, work)
    results += [Result(call.id, TOO_MANY, failed=True) for call in calls[MOST_CALLS:]]
    return tuple(results)


async def _at_once(calls: Sequence[Call], work: Work) -> list[Result]:
    return await asyncio.gather(*(tools.run(call, work.desk, work.tools) for call in calls))


async def _alone(call: Call, work: Work, clock: asyncio.Timeout) -> Result:
    """One call that changes something, or asks."""
    with standing(clock) if call.tool in tools.TALKS else nullcontext():
        return await tools.run(call, work.desk, work.tools)


@contextmanager
def standing(clock: asyncio.Timeout) -> Iterator[None]:
    """The clock of a run stands still: the user thinks."""
    until, now = clock.when(), asyncio.get_running_loop().time
    started = now()
    clock.reschedule(None)
    try:
        yield
    finally:
        if until is not None:
            clock.reschedule(until + now() - started)
