"""The agent engine as a run sees it: is there a model, and do the task with it."""

import os
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace

from backlight.action import Context, Persona, Task
from backlight.agent import choice
from backlight.agent.desk import Desk, Front, Lab
from backlight.agent.loop import carry_out as work_through
from backlight.agent.personas import DEVELOPER, bundled
from backlight.agent.running import UNTRUSTED, Commands
from backlight.agent.work import Carried, Limits, Purse, Work
from backlight.config import Config
from backlight.providers import Model, ModelError, credentials, prices
from backlight.providers.child import Child
from backlight.scratch.room import Room
from backlight.sql.lab.bench import Bench
from backlight.workspace import Overlay

__all__ = ["Carried", "Order", "carry_out", "missing"]


def missing(config: Config) -> str | None:
    """Why no model can be asked, in a sentence; `None` if one can."""
    return credentials.problem(choice.environment(os.environ, config))


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """What the backend developer is to do, with what, and where it ends."""

    task: Task
    ctx: Context
    overlay: Overlay
    """What is written is staged in it."""
    config: Config
    wrong: Callable[[], Sequence[str]]
    """What is not right yet in what is staged, in sentences."""
    purse: Purse
    action: str = ""
    bench: Bench | None = None
    """Where statements are tried, if they can be."""
    trusted: bool = False
    """Commands may be run in this workspace, where the user turned them on."""
    model: Model | None = None
    """Who answers in place of the model that is configured: a transcript."""


async def carry_out(order: Order, front: Front) -> Carried:
    """Let the backend developer do a task.

    The conversation lives in a child process, which is gone when this returns or is cancelled.
    """
    who = order.task.persona or bundled(DEVELOPER)
    order = replace(order, config=order.config.for_action(order.action, who.effort))
    config, commands = order.config, _commands(order)
    work = _work(order, who, front, commands)
    environ = choice.environment(os.environ, config)
    child = Child(environ)
    try:
        if order.model is not None:
            carried = await work_through(work, order.model, "a transcript")
        else:
            chosen = await choice.choose(who.model, config, environ, child)
            for note in chosen.notes:
                front.report(note)
            carried = await work_through(work, child, chosen.model)
    except ModelError as error:
        carried = Carried(stopped=error.sentence)
    finally:
        await child.close()
        await commands.close()
    story = [*_story(carried, work.desk), commands.story()]
    if config.bash and not order.trusted:
        story.append(f"- No commands were run by the agent: {UNTRUSTED}.")
    return replace(carried, summary="\n\n".join(filter(None, story)), checks=(*commands.tried,))


def _commands(order: Order) -> Commands:
    """The scratch of this run, and the user's commands; it is made when one is run."""
    untouched = Room(Overlay(order.overlay.snapshot))
    wanted = order.config.check_commands
    return Commands(Room(order.overlay), untouched, wanted, trusted=order.trusted)


def _work(order: Order, who: Persona, front: Front, commands: Commands) -> Work:
    """The piece of work, with the limits and wishes of the settings."""
    task, config = order.task, order.config
    own, _ = prices.own(config.prices)  # What is no price was told with the settings
    desk = Desk(
        order.overlay,
        front,
        lab=_lab(order),
        project=order.ctx.project,
        plan="wanted" if config.plan_first and not task.answers else "",
        room=commands.room if config.bash and order.trusted and who.commands else None,
    )
    commands.room.may, commands.heard = desk.unplanned, desk.heard
    return Work(
        task=task,
        ctx=order.ctx,
        persona=who,
        desk=desk,
        wrong=order.wrong,
        tried=commands,
        limits=Limits(
            turns=config.max_turns,
            tokens=config.max_tokens,
            dollars=config.max_cost,
            tokens_today=config.max_tokens_per_day,
            dollars_today=config.max_cost_per_day,
            seconds=config.max_seconds,
        ),
        prices=own,
        purse=order.purse,
        confirms=config.confirm_sending,
        effort=config.effort,
    )


def _lab(order: Order) -> Lab | None:
    """Where statements are tried, where the task is about one."""
    query = order.ctx.query
    if query is None or query.kind != "sql" or order.bench is None:
        return None
    return Lab(order.bench, order.ctx.project.schema, query.dialect or "postgres")


def _story(carried: Carried, desk: Desk) -> Iterator[str]:
    """What the model says it did, what was asked, and what it cost."""
    yield carried.summary
    if desk.plans:
        yield f"The plan:\n\n{desk.plans[-1]}"
    yield "\n".join(f"- Asked: {question} Answer: {answer}" for question, answer in desk.asked)
    yield "\n".join(f"- Ran: {ran}" for ran in desk.ran)
    if carried.usage.requests and carried.cost is not None:
        yield f"Model: {carried.model}, about {prices.dollars(carried.cost)}."
    elif carried.usage.requests:
        yield f"Model: {carried.model}."
