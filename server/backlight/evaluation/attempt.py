"""One attempt at a task: the action is run as for a user, and what comes of it is judged."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from time import monotonic

from backlight import index
from backlight.analysis.syntax import Span
from backlight.config import Config
from backlight.edits import applied
from backlight.evaluation import sandbox
from backlight.evaluation.judge import State, Verdict, judged, summed
from backlight.evaluation.projects import Task, Transcript
from backlight.evaluation.tools import Tools
from backlight.evaluation.transcript import NAME, Player
from backlight.providers import Usage
from backlight.runs import Outcome, Request, run
from backlight.workspace import Snapshot


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """How one attempt went."""

    task: Task
    transcript: Transcript | None
    """What was played in place of a model; `None` if a model was asked."""
    state: State
    verdicts: tuple[Verdict, ...]
    usage: Usage = field(default_factory=Usage)
    cost: float | None = None
    model: str = ""
    seconds: float = 0

    @property
    def failed(self) -> tuple[str, ...]:
        """The names of the checks that failed."""
        return tuple(verdict.name for verdict in self.verdicts if verdict.state == "failed")

    @property
    def expected(self) -> bool:
        """Whether a transcript ended as it is written that it does, as far as could be tried."""
        if self.transcript is None:
            return True
        fails = self.transcript.fails
        unknown = any(v.name == fails and v.state == "not run" for v in self.verdicts)
        return fails in self.failed or unknown if fails else self.state != "failed"


class Silent:
    """Nobody sits there: progress goes nowhere, and every question gets its default."""

    def report(self, _message: str) -> None:
        """Say nothing."""

    async def ask(self, _question: str, _choices: Sequence[str], default: str) -> str | None:
        """Take the default."""
        return default


def attempt(task: Task, transcript: Transcript | None, config: Config, tools: Tools) -> Result:
    """Try a task once, with a transcript or with the model that is configured."""
    started = monotonic()
    with sandbox.copy(task.project.files) as folder:
        snapshot = Snapshot(folder)
        player = Player(transcript.steps) if transcript is not None else None
        before = index.built(snapshot)
        asked = _request(task, player)
        outcome = asyncio.run(run(asked, snapshot, before, config, Silent()))
        taken = monotonic() - started
        verdicts = _verdicts(task, outcome, folder, tools)
    return Result(
        task=task,
        transcript=transcript,
        state=summed(verdicts),
        verdicts=tuple(verdicts),
        usage=outcome.usage,
        cost=outcome.cost if transcript is None else None,
        model=outcome.model if transcript is None else NAME,
        seconds=taken,
    )


def _request(task: Task, player: Player | None) -> Request:
    text = task.project.files[task.path]
    lines = text.split("\n")
    number = next(n for n, line in enumerate(lines) if task.start in line)
    ahead = "".join(f"{line}\n" for line in lines[:number])
    indent = len(lines[number]) - len(lines[number].lstrip())
    at = len(ahead.encode()) + indent
    return Request(
        action=task.action,
        path=task.path,
        span=Span(at, at),
        engine="agent",
        ask=task.ask,
        model=player,
    )


def _verdicts(task: Task, outcome: Outcome, folder: Path, tools: Tools) -> list[Verdict]:
    """The checks that every run has, then the hidden ones of the task, on the copy as it is now."""
    if outcome.change is None:
        return [Verdict("run", "failed", outcome.refused or "nothing was changed")]
    snapshot = Snapshot(folder)
    before = index.built(snapshot)
    after = index.after(before, outcome.change)
    texts = applied(outcome.change, snapshot.read)
    sandbox.write(folder, {path: text.source for path, text in texts.items()})
    return [Verdict("run", "ok"), *judged(task, before, after, folder, tools)]
