"""The loop: ask the model, carry out the tools it calls, until nothing is wrong any more."""

import asyncio
from dataclasses import dataclass, field, replace

from backlight.agent import hands, memory, tools
from backlight.agent.bounds import Bounds, characters, guessed, over
from backlight.agent.brief import again, brief
from backlight.agent.desk import Cancelled, ToolFailure
from backlight.agent.manifest import confirm
from backlight.agent.plain import line, markdown
from backlight.agent.planning import FIRST
from backlight.agent.work import Carried, Stop, Work
from backlight.providers import Call, Message, Model, ModelError, Request, Result, Turn, Usage
from backlight.providers.models import adaptive
from backlight.providers.prices import price, spent

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
    found = price(name, work.prices)
    run = _Run(work, model, name, Bounds(work.limits, found, work.purse))
    work.desk.prospect = run.bounds.prospect
    stopped = ""
    try:
        async with asyncio.timeout(work.limits.seconds) as run.clock:
            await run.work_through()
    except TimeoutError:
        stopped = over(f"{work.limits.seconds:.0f} seconds", "maxSeconds")
    except (Stop, ModelError) as reason:
        stopped = str(reason)
    except Cancelled as word:
        stopped = str(word) or "You cancelled the question."
    usage = run.bounds.usage
    return Carried(
        summary=run.summary,
        usage=usage,
        sent=(*work.desk.shown, *(f"output of {command}" for command in work.desk.heard)),
        stopped=stopped,
        model=name,
        cost=found.of(usage) if found else None,
    )


@dataclass(slots=True)
class _Run:
    """The state of one conversation."""

    work: Work
    model: Model
    name: str
    bounds: Bounds
    summary: str = ""
    cuts: int = 0
    mends: int = 0
    nudged: bool = False
    shortened: bool = False
    clears: bool = True
    """The model's server is asked to clear old results, once there are many."""
    clock: asyncio.Timeout = field(default_factory=lambda: asyncio.timeout(None))
    conversation: list[Message] = field(default_factory=list)
    counted: int = 0
    """Messages whose tokens were counted with the last reply."""

    async def work_through(self) -> None:
        """Turn by turn, until the model is done and nothing is wrong; raises `Stop`."""
        try:
            known = self.work.task, self.work.ctx, self.work.persona, self.work.desk
            start = await asyncio.to_thread(brief, *known)  # it looks through all paths
        except ToolFailure as hidden:
            raise Stop(f"{hidden} The instant engine needs no model.") from None
        self.conversation = [start.message, *([FIRST] if self.work.desk.plan else [])]
        while True:
            turn = await self._turn(start.system, start.message)
            if turn is None or turn.stop == "pause_turn":
                continue
            if turn.stop == "refusal":
                raise Stop(_refused(turn))
            if turn.stop == "tool_use" and turn.calls:
                self.conversation.append(await self._carried_out(turn.calls))
                if self.work.limits.turns - self.bounds.turns == LAST:
                    self.conversation.append(HURRY)
            elif turn.calls or turn.stop == "max_tokens":
                self._cut_off(turn)
            elif (more := await self._not_done(turn)) is None:
                return
            else:
                self.conversation.append(more)

    async def _turn(self, system: tuple[str, ...], first: str) -> Turn | None:
        """The model's next turn; `None` if the conversation had to be cut and starts anew."""
        request = await asyncio.to_thread(self._request, system)  # the day's file is read
        if self.work.confirms and self.bounds.turns == 0 and not self.shortened:
            with hands.standing(self.clock):
                await confirm(self.work, request)
        self._report("Asks the model")
        try:
            turn = await self.model.reply(request, self._report)
        except ModelError as error:
            if request.clears and not error.overflow and not error.retryable:
                self.clears = False  # A gateway that does not know of it
                return None
            if not error.overflow or self.shortened:
                raise
            self._shorten(first)
            return None
        usage = turn.usage if turn.usage.requests else guessed(request, turn)
        await asyncio.to_thread(self.bounds.pay, usage)
        if turn.stop == "model_context_window_exceeded" and not self.shortened:
            self._shorten(first)
            return None
        if turn.raw:
            self.conversation.append(turn)
        self.counted = len(self.conversation)
        return turn

    def _request(self, system: tuple[str, ...]) -> Request:
        """The next question, with as long a reply as the limits allow; raises `Stop`."""
        signed = adaptive(self.name)
        if not signed:
            self.conversation = memory.cleared(self.conversation)
        request = Request(
            model=self.name,
            system=system,
            tools=tools.granted(self.work.tools),
            messages=tuple(self.conversation),
            effort=self.work.effort,
            clears=signed and self.clears and memory.many(self.conversation),
        )
        room = self.bounds.room(characters(request, self.counted))
        return replace(request, max_tokens=room)

    def _shorten(self, first: str) -> None:
        """Start anew with the brief: replies are bound to what preceded them, none can be kept."""
        self.shortened, self.counted = True, 0
        self.bounds.last = Usage()
        staged = self.work.desk.overlay.change().files
        self.conversation = [first, again(staged)]

    async def _carried_out(self, calls: tuple[Call, ...]) -> tuple[Result, ...]:
        results = await hands.carry_out(calls, self.work, self.clock)
        self.bounds.circles(calls, results)
        return results

    def _cut_off(self, turn: Turn) -> None:
        """A call that was cut off is never run; the model is told, so many times."""
        self.cuts += 1
        if self.cuts > self.work.limits.cuts:
            raise Stop(
                "The model's replies were cut off again and again, before they were complete;"
                " ask for less at once."
            )
        results = tuple(Result(call.id, NOT_RUN, failed=True) for call in turn.calls)
        self.conversation.append(results or GO_ON)

    async def _not_done(self, turn: Turn) -> str | None:
        """What to tell a model that says it is done; `None` if it is."""
        self.summary = markdown(turn.text)
        changed = bool(self.work.desk.overlay.change().files)
        if not changed and not self.nudged and not self.work.task.answers:
            self.nudged = True
            return FIRST if self.work.desk.plan == "wanted" else NOTHING_YET
        if not changed and not turn.text.strip():
            raise Stop("The model replied with nothing. Run the action again.")
        problems = await asyncio.to_thread(self.work.wrong) if changed else ()
        if changed and not problems:
            problems = await self.work.tried()
        if not problems or self.mends >= self.work.limits.mends:
            return None
        self.mends += 1
        self._report("Puts right what the checks found")
        listed = "".join(f"\n- {problem}" for problem in problems)
        return (
            f"Your change was checked. This is not right yet:{listed}\nPut it right, then sum up."
        )

    def _report(self, words: str) -> None:
        if words := line(words):
            self.work.desk.front.report(f"{words}{spent(self.bounds.price, self.bounds.usage)}")


def _refused(turn: Turn) -> str:
    why = line(turn.detail, 300).rstrip(".")
    return (
        f"The model declined the task{f' ({why})' if why else ''}."
        " Say more exactly what you want, or use another model."
    )
