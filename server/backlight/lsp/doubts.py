"""What of a change the user must agree to, and whether it is right still once it was rebased."""

import asyncio
from collections.abc import Callable, Sequence

from backlight import index
from backlight.analysis.facts import Project
from backlight.checks import Check
from backlight.edits import Change, between
from backlight.lsp.root import Root
from backlight.lsp.target import Aim, NotNow, out_of_date
from backlight.runs import Outcome
from backlight.state.record import File
from backlight.text import Text

Judge = Callable[[Project, Change], tuple[Check, ...]]
"""Says of a change of a project what is wrong with it."""


def doubts(checks: Sequence[Check], change: Change) -> dict[str, str]:
    """The files that the user must agree to, each with the reason."""
    found: dict[str, str] = {}
    for check in checks:
        if check.confirm and not check.ok:
            for path in check.files or change.files:
                known = found.get(path, "")
                found[path] = known if check.detail in known else f"{known} {check.detail}".strip()
    return found


def judged(
    judge: Judge, files: tuple[File, ...], project: Project, change: Change
) -> tuple[Check, ...]:
    """Judge what is left of a change as the whole it was, on the texts before `files` arrived."""
    texts = {file.path: Text(file.before or "") for file in files if file.after is not None}
    wanted = {file.path: Text(file.after or "") for file in files if file.after is not None}
    before = index.upon(project, texts)
    edits, created = dict(change.edits), dict(change.created)
    for path, text in wanted.items():
        if before.read(path) is None:
            created[path] = text.source
        elif found := between(texts[path], text):
            edits[path] = found
    return judge(before, Change(edits, created))


async def still_right(root: Root, outcome: Outcome, aim: Aim) -> tuple[Check, ...]:
    """Judge a change again after it was rebased; raises `NotNow` if it may not be applied."""
    if outcome.judge is None or not any(target.rebased for target in aim.targets):
        return outcome.checks
    known = await root.known(root.snapshot())
    texts = {target.path: target.before for target in aim.targets if target.before is not None}
    project = await asyncio.to_thread(index.upon, known, texts)
    checks = await asyncio.to_thread(outcome.judge, project, aim.change)
    failed = [check for check in checks if not check.ok and not check.confirm]
    if failed and not out_of_date(root, aim):  # Else it is judged again on a fresh rebase
        said = " ".join(f"{check.name}: {check.detail}" for check in failed)
        wrong = "With what you typed meanwhile it is not right any more; nothing was changed."
        raise NotNow(f"{wrong} {said}")
    return checks
