"""`backlight eval`: small backends, actions on them, hidden checks; by a model or recorded."""

import argparse
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from backlight.cli.answer import Stop, document, plain, warn
from backlight.cli.projects import absolute, config_of

if TYPE_CHECKING:
    from backlight.evaluation.attempt import Result
    from backlight.evaluation.projects import Task, Transcript


def command(args: argparse.Namespace) -> int:
    """Try the tasks; 3 if one failed, or a transcript did not end as it is written."""
    if sys.platform == "win32":
        raise Stop("usage", "`backlight eval` runs on Linux and macOS only.")
    from backlight.evaluation import report, sandbox

    wanted = _wanted(args)
    if args.list:
        return _listed(wanted, as_json=args.json)
    if not args.recorded:
        _needs_a_model()
    if why := sandbox.unconfined():
        warn(f"the hidden tests are not run. {why}")
    results = [*_tried(args, wanted)]
    if args.json:
        known = {"recorded": args.recorded, "note": report.RECORDED if args.recorded else ""}
        document({**known, "attempts": report.rows(results), **report.sums(results)})
    else:
        for line in report.table(results):
            print(plain(line))
    good = all(one.expected if args.recorded else one.state == "ok" for one in results)
    return 0 if good else 3


def _wanted(args: argparse.Namespace) -> "list[Task]":
    from backlight.evaluation.projects import FOLDER, tasks

    folder = absolute(args.projects) if args.projects else FOLDER
    if not folder.is_dir():
        raise Stop("input", f"There is no folder {folder}.")
    try:
        every = tasks(folder)
    except (OSError, ValueError) as error:
        raise Stop("input", f"The tasks cannot be read: {error}.") from None
    names = args.tasks
    found = [task for task in every if not names or any(name in task.id for name in names)]
    if not found:
        raise Stop("input", f"No task has {' or '.join(names) or 'a name'}; see --list.")
    if args.recorded and not any(task.transcripts for task in found):
        raise Stop("input", "None of these tasks has replies to play.")
    return found


def _listed(wanted: "Sequence[Task]", *, as_json: bool) -> int:
    rows = [
        {
            "task": task.id,
            "stack": task.project.stack,
            "action": task.action,
            "transcripts": [written.name for written in task.transcripts],
        }
        for task in wanted
    ]
    if as_json:
        document(rows)
    for row in () if as_json else rows:
        print(f"{row['task']}: {row['action']} ({row['stack']})")
    return 0


def _needs_a_model() -> None:
    from backlight.agent import engine

    why = engine.missing(config_of(Path.cwd(), quiet=True))
    if why is not None:
        raise Stop("usage", f"{why} With --recorded, replies written by hand are played instead.")


def _tried(args: argparse.Namespace, wanted: "Sequence[Task]") -> "Iterator[Result]":
    from backlight.evaluation.attempt import attempt
    from backlight.evaluation.tools import Tools

    modules = str(absolute(args.node_modules)) if args.node_modules else ""
    tools = Tools(python=args.python or sys.executable, node_modules=modules)
    config = config_of(Path.cwd(), quiet=True)
    for number, (task, written) in enumerate(each := [*_attempts(args, wanted)], 1):
        if sys.stderr.isatty():
            warn(f"{number} of {len(each)}: {task.id}")
        yield attempt(task, written, config, tools)


def _attempts(
    args: argparse.Namespace, wanted: "Sequence[Task]"
) -> "Iterator[tuple[Task, Transcript | None]]":
    for task in wanted:
        if args.recorded:
            yield from ((task, written) for written in task.transcripts)
        else:
            yield from ((task, None) for _ in range(args.times))
