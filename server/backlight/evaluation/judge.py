"""What must hold after a run: the facts, the findings, and programs that use the project."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from backlight import index
from backlight.analysis.facts import Project as Known
from backlight.evaluation import sandbox
from backlight.evaluation.projects import Task
from backlight.evaluation.tools import Tools, command

State = Literal["ok", "failed", "not run"]


@dataclass(frozen=True, slots=True)
class Verdict:
    """One check."""

    name: str
    state: State
    detail: str = ""


def judged(task: Task, before: Known, after: Known, folder: Path, tools: Tools) -> list[Verdict]:
    """Every hidden check of a task, the quick ones first."""
    return [
        _endpoints(task, before, after),
        _findings(task, before, after),
        *_tests(task, folder, tools),
    ]


def _endpoints(task: Task, before: Known, after: Known) -> Verdict:
    """All that was served is served, and what was asked for is there."""
    wanted = {*_served(before), *task.endpoints}
    lost = sorted(wanted - _served(after))
    return Verdict("endpoints", "failed" if lost else "ok", ", ".join(lost))


def _served(known: Known) -> set[str]:
    return {f"{endpoint.method} {endpoint.path}" for endpoint in known.endpoints}


def _findings(task: Task, before: Known, after: Known) -> Verdict:
    """What was to go is gone, and no rule finds more than it did."""
    then, now = _counted(before), _counted(after)
    left = [f"{rule} is still found" for rule in task.gone if now.get((task.path, rule))]
    rules = {rule for _, rule in (*then, *now)}
    more = [f"{rule} is new" for rule in sorted(rules) if _sum(now, rule) > _sum(then, rule)]
    return Verdict("findings", "failed" if left or more else "ok", ", ".join([*left, *more]))


def _counted(known: Known) -> dict[tuple[str, str], int]:
    found: dict[tuple[str, str], int] = {}
    for path, facts in known.files.items():
        source = known.read(path)
        for finding in index.findings(facts, source, known) if source is not None else ():
            key = path, finding.rule
            found[key] = found.get(key, 0) + 1
    return found


def _sum(counted: dict[tuple[str, str], int], rule: str) -> int:
    return sum(number for (_, name), number in counted.items() if name == rule)


def _tests(task: Task, folder: Path, tools: Tools) -> Iterator[Verdict]:
    for name, program in task.tests.items():
        if missing := tools.missing(task.project.needs) or sandbox.unconfined():
            yield Verdict(name, "not run", missing)
            continue
        sandbox.write(folder, {**task.project.helpers, name: program})
        ended = sandbox.run(command(tools, name), folder, tools.environ(folder))
        yield Verdict(name, "ok" if ended.ok else "failed", "" if ended.ok else ended.said)


def summed(verdicts: Sequence[Verdict]) -> State:
    """One state for all: a check that could not run leaves the whole unproven, never solved."""
    states = {verdict.state for verdict in verdicts}
    return "failed" if "failed" in states else "not run" if "not run" in states else "ok"
