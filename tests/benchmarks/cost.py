"""What runs cost: `python tests/benchmarks/cost.py` prints tokens, shares of the cache, and ratios.

The tasks and the model's replies are `rounds.py`, what it is compared with `plain_loop.py`. Tokens
are counted from what was really sent (`double/meter.py`). It says nothing of how well a model works.
"""

import asyncio
import os
import sys
import tempfile
from pathlib import Path

sys.path[:0] = [str(Path(__file__).parents[1]), str(Path(__file__).parents[2] / "server")]

from backlight import index, menu  # noqa: E402 - found by the path above
from backlight.action import Task  # noqa: E402 - found by the path above
from backlight.agent.desk import Desk  # noqa: E402 - found by the path above
from backlight.agent.loop import carry_out  # noqa: E402 - found by the path above
from backlight.agent.personas import bundled  # noqa: E402 - found by the path above
from backlight.agent.work import Work  # noqa: E402 - found by the path above
from backlight.analysis.syntax import Span  # noqa: E402 - found by the path above
from backlight.edits import applied  # noqa: E402 - found by the path above
from backlight.providers.child import Child  # noqa: E402 - found by the path above
from backlight.workspace import Overlay, Snapshot  # noqa: E402 - found by the path above
from benchmarks.plain_loop import Loop  # noqa: E402 - found by the path above
from benchmarks.rounds import TASKS  # noqa: E402 - found by the path above
from double.messages import MODEL, Messages, calls, say  # noqa: E402 - found by the path above
from double.meter import Meter  # noqa: E402 - found by the path above


class Quiet:
    """Nobody is asked, and nobody watches."""

    def report(self, message):
        """Say nothing."""

    async def ask(self, question, choices, default):
        return default


async def main():
    print(f"{'task':30} {'loop':10} {'requests':>8} {'tokens':>9} {'charged':>9} {'cached':>7}")
    rows = {}
    with Messages() as double:
        model = Child({**os.environ, **double.environ})
        for task in TASKS:
            for name, meter in (await measured(task, double, model)).items():
                shown(name, task.name, [meter.usages])
                rows.setdefault(name, []).append(meter.usages)
        await model.close()
    for name, runs in rows.items():
        shown(name, "all", runs)
    for name in ("whole", "latest"):
        share, money = (of(rows["backlight"]) / of(rows[name]) for of in (total, charged))
        print(f"backlight to `{name}`: {share:.0%} of the tokens, {money:.0%} as charged")


async def measured(task, double, model):
    """The meters of every loop on one task; all of them end with the same texts."""
    meters = {"backlight": Meter(), "whole": Meter(), "latest": Meter()}
    double.meter = meters["backlight"]
    with tempfile.TemporaryDirectory() as folder:
        after = await ours(task, Path(folder), double, model)
    double.meter = None
    for name in ("whole", "latest"):
        plain = Loop(meters[name], keeps=name == "whole").run(task, task.texts())
        different = [path for path, text in plain.items() if after[path] != text]
        if different:
            raise ValueError(f"{task.name}: {different} read otherwise")
    return meters


async def ours(task, root, double, model):
    """Do a task with the agent; answers every text afterwards."""
    for path, text in task.texts().items():
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_text(text, "utf-8")
    snapshot = Snapshot(root)
    project = index.built(snapshot)
    source = project.read(task.path)
    at = source.text.source.index(task.at)
    span = Span(*[len(source.text.source[:at].encode())] * 2)
    overlay = Overlay(snapshot)
    backs = [each.sent_back for each in task.rounds if each.sent_back]
    work = Work(
        task=Task(goal=task.goal),
        ctx=menu.context(source, span, project),
        persona=bundled("backend-developer"),
        desk=Desk(overlay, Quiet()),
        wrong=lambda: (backs.pop(0),) if backs else (),
    )
    double.script[:] = [
        calls(*made, say=each.words) if (made := list(each.calls())) else say(each.words)
        for each in task.rounds
    ]
    carried = await carry_out(work, model, MODEL)
    if carried.stopped or double.script:
        raise ValueError(f"{task.name}: {carried.stopped or 'the script was not carried out'}")
    after = applied(overlay.change(), snapshot.read)
    return {**task.texts(), **{path: text.source for path, text in after.items()}}


def total(runs):
    """All tokens that went out and came back, wherever they were read from."""
    return sum(sum(usage.values()) for usages in runs for usage in usages)


def charged(runs):
    """Tokens as they are charged for: cache reads a tenth, writes a quarter more."""
    weights = {
        "input_tokens": 1,
        "cache_read_input_tokens": 0.1,
        "cache_creation_input_tokens": 1.25,
        "output_tokens": 1,
    }
    return sum(weights[n] * count for usages in runs for u in usages for n, count in u.items())


def cached(runs):
    """The share of input tokens that came from the cache, from the second turn of each run on."""
    later = [usage for usages in runs for usage in usages[1:]]
    read = sum(usage["cache_read_input_tokens"] for usage in later)
    return read / sum(sum(u.values()) - u["output_tokens"] for u in later)


def shown(name, task, runs):
    requests = sum(map(len, runs))
    figures = f"{requests:8} {total(runs):9,} {charged(runs):9,.0f} {cached(runs):7.1%}"
    print(f"{task:30} {name:10} {figures}")


if __name__ == "__main__":
    asyncio.run(main())
