"""What must hold of a run of the past that is taken back, completed or finished."""

from dataclasses import replace

from backlight import checks, index
from backlight.analysis.facts import Project
from backlight.checks import Check
from backlight.edits import Change
from backlight.lsp.plan import Plan
from backlight.state.record import Way


def verdicts(
    project: Project, change: Change, *, adds: bool, way: Way, plan: Plan
) -> tuple[Check, ...]:
    """What must hold. A text that was there before needs no judge, and what is taken back may."""
    after = index.after(project, change)
    if way == "undo":
        if not plan.typed_on and all(_as_planned(project, path, plan) for path in plan.base):
            return ()
        parses = checks.syntax.check(project, after, change)
        lacks = checks.unbound.check(project, after, change)
        return replace(parses, confirm=True), replace(lacks, confirm=True)
    return checks.all_of(project, after, change, adds=adds)


def _as_planned(project: Project, path: str, plan: Plan) -> bool:
    there = project.read(path)
    return there is not None and there.text.data == plan.base[path].data
