"""The loop: ask the model, carry out the tools it calls, until nothing is wrong any more."""

import asyncio
import json
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

from backlight.agent import hands, tools
from backlight.agent.brief import again, brief
from backlight.agent.desk import Cancelled, ToolFailure
from backlight.agent.plain import line, markdown
from backlight.agent.work import Carried, Stop, Work
from backlight.providers import Call, Message, Model, ModelError, Request, Result, Turn, Usage
from backlight.providers.models import price, spent

NOT_RUN = "Not run: the reply was cut off before it was complete. Go on in smaller pieces."
GO_ON = "Your reply was cut off. Go on in smaller pieces, with the tools."
LAST = 2
HURRY = "Only two more replies are left. Make the edits that are missing now, then sum up."
NOTHING_YET = (
    "Nothing was changed. Make the edits with the tools now;"
    " if nothing should be changed, say why in one sentence."
)


async def carry_out(work: Work, model: Model, name: str) -> Carried:
    """Let the persona do the task with the model of that name. Cancelling it stops at once."""
    run = _Run(work, model, name)
    stopped = ""
    try:
        async with asyncio.timeout(work.limits.seconds) as run.clock:
            await run.work_through()
    except TimeoutError:
        stopped = _over(f"{work.limits.seconds:.0f} seconds", "maxSeconds")
    except (Stop, ModelError) as reason:
        stopped = str(reason)
    except Cancelled:
        stopped = "You cancelled the question; nothing was changed."
    found = price(name)
    return Carried(
        summary=run.summary,
        usage=run.usage,
        sent=tuple(work.desk.shown),
        stopped=stopped,
        model=name,
        cost=found.of(run.usage) if found else None,
    )


@dataclass(slots=True)
class _Run:
    """The state of one conversation."""

    work: Work
    model: Model
    name: str
    usage: Usage = Usage()
    summary: str = ""
    turns: int = 0
    cuts: int = 0
    mends: int = 0
    nudged: bool = False
    shortened: bool = False
    clock: asyncio.Timeout = field(default_factory=lambda: asyncio.timeout(None))
    conversation: list[Message] = field(default_factory=list)
    failed: Counter[str] = field(default_factory=Counter)
    latest: list[str] = field(default_factory=list)

    async def work_through(self) -> None:
        """Turn by turn, until the model is done and nothing is wrong; raises `Stop`."""
        try:
            start = brief(self.work.task, self.work.ctx, self.work.persona, self.work.desk)
        except ToolFailure as hidden:
            raise Stop(f"{hidden} The instant engine needs no model.") from None
        self.conversation = [start.message]
        while True:
            turn = await self._turn(start.system, start.message)
            if turn is None or turn.stop == "pause_turn":
                continue
            if turn.stop == "refusal":
                raise Stop(_refused(turn))
            if turn.stop == "tool_use" and turn.calls:
                self.conversation.append(await self._carried_out(turn.calls))
                if self.work.limits.turns - self.turns == LAST:
                    self.conversation.append(HURRY)
            elif turn.calls or turn.stop == "max_tokens":
                self._cut_off(turn)
            elif (more := await self._not_done(turn)) is None:
                return
            else:
                self.conversation.append(more)

    async def _turn(self, system: tuple[str, ...], first: str) -> Turn | None:
        """The model's next turn; `None` if the conversation had to be cut and starts anew."""
        self._within_limits()
        self.turns += 1
        self._report("Asks the model")
        request = Request(
            model=self.name,
            system=system,
            tools=tools.granted(self.work.persona.tools),
            messages=tuple(self.conversation),
        )
        try:
            turn = await self.model.reply(request, self._report)
        except ModelError as error:
            if not error.overflow or self.shortened:
                raise
            self._shorten(first)
            return None
        self.usage += turn.usage
        if turn.stop == "model_context_window_exceeded" and not self.shortened:
            self._shorten(first)
            return None
        if turn.raw:
            self.conversation.append(turn)
        return turn

    def _shorten(self, first: str) -> None:
        """Start anew with the brief: replies are bound to what preceded them, none can be kept."""
        self.shortened = True
        staged = self.work.desk.overlay.change().files
        self.conversation = [first, again(staged)]

    async def _carried_out(self, calls: tuple[Call, ...]) -> tuple[Result, ...]:
        results = await hands.carry_out(calls, self.work, self.clock)
        self._not_in_circles(calls, results)
        return results

    def _cut_off(self, turn: Turn) -> None:
        """A call that was cut off is never run; the model is told, so many times."""
        self.cuts += 1
        if self.cuts > self.work.limits.cuts:
            raise Stop(
                "The model's replies were cut off again and again, before they were complete;"
                " ask for less at once. Nothing was changed."
            )
        results = tuple(Result(call.id, NOT_RUN, failed=True) for call in turn.calls)
        self.conversation.append(results or GO_ON)

    async def _not_done(self, turn: Turn) -> str | None:
        """What to tell a model that says it is done; `None` if it is."""
        self.summary = markdown(turn.text)
        changed = bool(self.work.desk.overlay.change().files)
        if not changed and not self.nudged and not self.work.task.answers:
            self.nudged = True
            return NOTHING_YET
        if not changed and not turn.text.strip():
            raise Stop("The model replied with nothing; nothing was changed. Run the action again.")
        problems = await asyncio.to_thread(self.work.wrong) if changed else ()
        if not problems or self.mends >= self.work.limits.mends:
            return None
        self.mends += 1
        self._report("Puts right what the checks found")
        listed = "".join(f"\n- {problem}" for problem in problems)
        return (
            f"Your change was checked. This is not right yet:{listed}\nPut it right, then sum up."
        )

    def _not_in_circles(self, calls: Sequence[Call], results: Sequence[Result]) -> None:
        keys = [json.dumps([call.tool, call.input], sort_keys=True) for call in calls]
        self.failed.update(k for k, r in zip(keys, results, strict=True) if r.failed)
        self.latest = [*self.latest, "\n".join(keys)][-self.work.limits.repeats :]
        most = self.work.limits.repeats
        times = max(self.failed.values(), default=0)
        if times >= most or (len(self.latest) == most and len(set(self.latest)) == 1):
            raise Stop(f"The model made the same call {most} times over; nothing was changed.")

    def _within_limits(self) -> None:
        limits = self.work.limits
        if self.turns >= limits.turns:
            raise Stop(_over(f"{limits.turns} replies", "maxTurns"))
        if self.usage.charged >= limits.tokens:
            raise Stop(_over(f"{limits.tokens:,} tokens", "maxTokens"))
        found = price(self.name)
        if found is not None and found.of(self.usage) >= limits.dollars:
            raise Stop(_over(f"${limits.dollars:.2f}", "maxCost"))

    def _report(self, words: str) -> None:
        if words := line(words):
            self.work.desk.front.report(f"{words}{spent(self.name, self.usage)}")


def _over(what: str, setting: str) -> str:
    return (
        f"The run took more than {what} and was stopped; nothing was changed."
        f" Ask for less, or raise the setting `backlight.{setting}`."
    )


def _refused(turn: Turn) -> str:
    why = line(turn.detail, 300).rstrip(".")
    return (
        f"The model declined the task{f' ({why})' if why else ''}; nothing was changed."
        " Say more exactly what you want, or use another model."
    )
