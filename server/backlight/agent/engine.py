"""The agent engine as a run sees it: is there a model, and do the task with it."""

import os
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace

from backlight.action import Context, Task
from backlight.agent.desk import Desk, Front
from backlight.agent.loop import carry_out as work_through
from backlight.agent.personas import bundled
from backlight.agent.work import Carried, Limits, Work
from backlight.config import Config
from backlight.providers import credentials, models
from backlight.providers.child import Child
from backlight.workspace import Overlay

__all__ = ["Carried", "carry_out", "missing"]

PERSONA = "backend-developer"


def missing() -> str | None:
    """Why no model can be asked, in a sentence; `None` if one can."""
    return credentials.problem(os.environ)


async def carry_out(
    task: Task,
    ctx: Context,
    overlay: Overlay,
    config: Config,
    front: Front,
    wrong: Callable[[], Sequence[str]],
) -> Carried:
    """Let the backend developer do a task; what is written is staged in the overlay.

    The conversation lives in a child process, which is gone when this returns or is cancelled.
    """
    persona = task.persona or bundled(PERSONA)
    name, odd = models.resolve(persona.model, os.environ, config.model)
    if odd:
        front.report(odd)
    work = Work(
        task=task,
        ctx=ctx,
        persona=persona,
        desk=Desk(overlay, front),
        wrong=wrong,
        limits=Limits(
            turns=config.max_turns,
            tokens=config.max_tokens,
            dollars=config.max_cost,
            seconds=config.max_seconds,
        ),
    )
    child = Child()
    try:
        carried = await work_through(work, child, name)
    finally:
        await child.close()
    return replace(carried, summary="\n\n".join(filter(None, _story(carried, work.desk))))


def _story(carried: Carried, desk: Desk) -> Iterator[str]:
    """What the model says it did, what was asked, and what it cost."""
    yield carried.summary
    yield "\n".join(f"- Asked: {question} Answer: {answer}" for question, answer in desk.asked)
    if carried.usage.requests and carried.cost is not None:
        yield f"Model: {carried.model}, about ${carried.cost:.2f}."
    elif carried.usage.requests:
        yield f"Model: {carried.model}."
