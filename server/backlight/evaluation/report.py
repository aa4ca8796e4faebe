"""What many attempts came to: rows for programs, sums by stack and action, and a table to read."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict
from typing import Any

from backlight.evaluation.attempt import Result

RECORDED = (
    "Replies written by hand were played in place of a model: this proves the road and the checks,"
    " and says nothing of any model."
)
WORDS = {"ok": "solved", "failed": "failed", "not run": "unproven"}
"""What the sum of a task's checks is called."""


def rows(results: Sequence[Result]) -> list[dict[str, Any]]:
    """One row for each attempt."""
    return [_row(result) for result in results]


def _row(result: Result) -> dict[str, Any]:
    written = result.transcript
    return {
        "task": result.task.id,
        "stack": result.task.project.stack,
        "action": result.task.action,
        "recorded": written is not None,
        "transcript": written.name if written is not None else None,
        "model": result.model,
        "result": WORDS[result.state],
        "expected": result.expected,
        "checks": [asdict(verdict) for verdict in result.verdicts],
        "requests": result.usage.requests,
        "tokens": result.usage.tokens if written is None else None,
        "cost": result.cost,
        "seconds": round(result.seconds, 2),
    }


def sums(results: Sequence[Result]) -> dict[str, dict[str, dict[str, Any]]]:
    """The same by stack and by action."""
    by: dict[str, Callable[[Result], str]] = {
        "stacks": lambda result: result.task.project.stack,
        "actions": lambda result: result.task.action,
    }
    return {
        name: {
            group: _sum([one for one in results if key(one) == group])
            for group in dict.fromkeys(map(key, results))
        }
        for name, key in by.items()
    }


def _sum(results: Sequence[Result]) -> dict[str, Any]:
    live = [result for result in results if result.transcript is None]
    failed = [name for result in results for name in result.failed]
    costs = [result.cost for result in live if result.cost is not None]
    return {
        "attempts": len(results),
        **{word: sum(one.state == state for one in results) for state, word in WORDS.items()},
        "checksFailed": {name: failed.count(name) for name in dict.fromkeys(failed)},
        "tokens": sum(result.usage.tokens for result in live) if live else None,
        "cost": round(sum(costs), 4) if costs else None,
        "seconds": round(sum(result.seconds for result in results), 2),
    }


def table(results: Sequence[Result]) -> Iterator[str]:
    """Lines to read: each attempt, then the sums."""
    recorded = any(result.transcript is not None for result in results)
    if recorded:
        yield RECORDED
        yield ""
    width = max((len(result.task.id) for result in results), default=4)
    yield f"{'task':{width}}  {'action':20}  {'result':8}  {'tokens':>8}  {'cost':>7}  {'time':>6}"
    for result in results:
        yield from _lines(result, width)
    for name, groups in sums(results).items():
        yield ""
        yield f"{name:{width}}  {'attempts':>8}  {'solved':>6}  {'failed':>6}  {'unproven':>8}"
        for group, sum_ in groups.items():
            counts = f"{sum_['attempts']:>8}  {sum_['solved']:>6}  {sum_['failed']:>6}"
            yield f"{group:{width}}  {counts}  {sum_['unproven']:>8}"


def _lines(result: Result, width: int) -> Iterator[str]:
    live = result.transcript is None
    tokens = f"{result.usage.tokens:,}" if live else "–"
    cost = f"${result.cost:.2f}" if result.cost is not None else "–"
    said = WORDS[result.state]
    yield (
        f"{result.task.id:{width}}  {result.task.action:20}  {said:8}  {tokens:>8}  {cost:>7}"
        f"  {result.seconds:5.1f}s"
    )
    if result.transcript is not None:
        wanted = result.transcript.fails
        as_written = f", as it must be by {wanted}" if wanted and result.expected else ""
        odd = "" if result.expected else "  ← NOT AS WRITTEN"
        yield f"    recorded: {result.transcript.name}{as_written}{odd}"
    for verdict in result.verdicts:
        if verdict.state != "ok":
            yield f"    {verdict.state}: {verdict.name}: {verdict.detail}"
