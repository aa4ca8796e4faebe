"""One run, either engine, any front end: from the click to a change that was checked."""

import asyncio
from dataclasses import replace
from functools import partial

from backlight import index, menu
from backlight.action import Action, Context, Offer, Persona, Task
from backlight.agent import engine as agent
from backlight.agent.desk import Front
from backlight.agent.library import Missing
from backlight.agent.means import Means
from backlight.agent.personas import DEVELOPER, bundled
from backlight.analysis.facts import Project
from backlight.analysis.languages import language_of
from backlight.config import Config
from backlight.edits import Change, Refused, conform, reasons
from backlight.outcome import IDLE, Outcome, Request, no
from backlight.sql.lab.bench import Bench
from backlight.state.spending import Spending
from backlight.verify import Chosen, advised, cheapest, checked, failed, ignored, texts
from backlight.workspace import Overlay, Snapshot, Unreadable

__all__ = ["Outcome", "Request", "run"]


async def run(
    request: Request,
    snapshot: Snapshot,
    project: Project,
    config: Config,
    front: Front,
    means: Means | None = None,
) -> Outcome:
    """Carry out one action. Nothing is written; cancelling the task leaves nothing half done.

    Whatever takes longer in a larger project is done in a thread: meanwhile the editor is answered.
    """
    means = means or Means()
    request = replace(request, trusted=await asyncio.to_thread(lambda: means.library.runs))
    try:
        action, who = await asyncio.to_thread(means.library.cast, request.action, config.persona)
        snapshot.read(request.path)
    except (Missing, Unreadable) as error:
        return no(request, f"{error}.")
    if action.proves and means.spare is not None:
        means.spare.warm()
    source = project.read(request.path)
    if source is None or source.language == "text":
        why = (
            "too large or too deep to be" if language_of(request.path) else "in no language that is"
        )
        return no(request, f"{request.path} is {why} read here.")
    if request.path not in project.files:  # it is ignored: the user has it before them all the same
        project = await asyncio.to_thread(index.after, project, Change({request.path: ()}))
    ctx = await asyncio.to_thread(menu.context, source, request.span, project, request.ask)
    ctx = replace(ctx, reported=request.reported)
    offer = _offered(request, action, ctx)
    if offer is None:
        return no(request, f"{action.title} does not apply at this place.", applicable=False)
    if offer.disabled:
        return no(request, offer.disabled)
    offer = replace(offer, task=_cast(offer.task, request, who))
    chosen = Chosen(action, offer, Bench(config.database_url_env, means.spare))
    try:
        return await _carried_out(request, chosen, ctx, snapshot, config, front)
    finally:
        await asyncio.to_thread(chosen.bench.close)


async def _carried_out(
    request: Request,
    chosen: Chosen,
    ctx: Context,
    snapshot: Snapshot,
    config: Config,
    front: Front,
) -> Outcome:
    """By the engine that was asked for; where that is none, by the agent what has no rewrite."""
    outcome = Outcome(action=chosen.action.id, title=chosen.offer.title, engine="agent")
    if request.engine != "agent":
        outcome = await asyncio.to_thread(_instant, chosen, ctx.project, snapshot)
        if outcome.change is not None or request.engine == "instant":
            return outcome
    if request.model is None and (missing := agent.missing(config)) is not None:
        before = f"{outcome.refused} " if outcome.refused else ""
        return replace(outcome, refused=f"{before}{missing}", keyless=True)
    return await _by_agent(request, chosen, ctx, snapshot, config, front)


def _offered(request: Request, action: Action, ctx: Context) -> Offer | None:
    """What is to be done: what the action offers here, or a follow-up on what it did."""
    if request.task is not None:
        return Offer(title=request.title, span=request.span, task=request.task)
    return menu.offered(action, ctx)


def _cast(task: Task, request: Request, who: Persona | None) -> Task:
    """The task with who does it, with which tools, and what else is to be kept to."""
    if request.tools:
        who = replace(who or bundled(DEVELOPER), tools=request.tools)
    return replace(task, persona=who, rules=(*task.rules, *request.rules))


def _instant(chosen: Chosen, project: Project, snapshot: Snapshot) -> Outcome:
    """The action's own rewrite; deterministic, no model."""
    action, offer = chosen.action, chosen.offer
    outcome = Outcome(action=action.id, title=offer.title, engine="instant")
    if offer.rewrite is None:
        why = f"{action.title} has no instant rewrite here; it takes a model."
        return replace(outcome, refused=why)
    made = index.guarded(offer.rewrite)
    if not isinstance(made, Change | Refused):
        made = Refused(f"{action.title} failed on this code; the log says where.")
    made, says = advised(chosen, project, cheapest(chosen, project, made))
    outcome = replace(outcome, checks=says)
    if isinstance(made, Refused):
        return replace(outcome, refused=made.reason)
    summary = "\n".join(f"- {why}" for why in reasons(made))
    ready = conform(made, texts(project))
    base = {path: texts(project)(path) for path in ready.edits}
    outcome = replace(outcome, summary=summary, base=base)
    return _judged(outcome, ready, chosen, project, snapshot)


async def _by_agent(
    request: Request,
    chosen: Chosen,
    ctx: Context,
    snapshot: Snapshot,
    config: Config,
    front: Front,
) -> Outcome:
    """The persona and a model, writing into an overlay that nobody else sees."""
    overlay, offer = Overlay(snapshot), chosen.offer

    def wrong() -> tuple[str, ...]:
        project = index.upon(ctx.project, overlay.base)
        return failed(checked(chosen, "agent", project, overlay.change()))

    order = agent.Order(
        task=offer.task,
        ctx=ctx,
        overlay=overlay,
        config=replace(config, plan_first=config.plan_first or request.plan),
        action=chosen.action.id,
        trusted=request.trusted,
        wrong=wrong,
        purse=Spending(),
        bench=chosen.bench,
        model=request.model,
    )
    carried = await agent.carry_out(order, front)
    outcome = _told(chosen, carried)
    made = overlay.change(why=offer.title)
    if carried.stopped:
        if not made.files:
            return replace(outcome, refused=f"{carried.stopped} Nothing was changed.")
        return replace(outcome, refused=carried.stopped, unfinished=made, base=overlay.base)
    if not made.files and offer.task.answers:
        return outcome
    if not made.files:
        return replace(outcome, refused=IDLE)
    outcome = replace(outcome, base=overlay.base)
    project = await asyncio.to_thread(index.upon, ctx.project, overlay.base)
    return await asyncio.to_thread(_judged, outcome, made, chosen, project, snapshot)


def _told(chosen: Chosen, carried: agent.Carried) -> Outcome:
    """What the agent says of its work, and what it took."""
    return Outcome(
        action=chosen.action.id,
        title=chosen.offer.title,
        engine="agent",
        summary=carried.summary,
        usage=carried.usage,
        model=carried.model,
        cost=carried.cost,
        sent=carried.sent,
        checks=carried.checks,
    )


def _judged(
    outcome: Outcome, made: Change, chosen: Chosen, project: Project, snapshot: Snapshot
) -> Outcome:
    """The outcome with its checks; a change that fails one is not offered."""
    judge = partial(checked, chosen, outcome.engine)
    if locked := [why for path in made.files if (why := snapshot.locked(path)) is not None]:
        return replace(outcome, refused=" ".join(locked))
    verdicts = (*outcome.checks, *judge(project, made), *ignored(made, snapshot.hidden))
    if reasons := failed(verdicts):
        reason = f"The change was not offered, a check failed. {' '.join(reasons)}"
        return replace(outcome, checks=verdicts, refused=reason)
    title = " · ".join([outcome.title, *(check.short for check in verdicts if check.short)])
    return replace(outcome, title=title, checks=verdicts, change=made, judge=judge)
