"""What must hold before a change is shown: every check of it, and then the proof of its rows."""

from collections.abc import Sequence
from dataclasses import dataclass

from backlight import checks, index
from backlight.action import Action, Offer
from backlight.analysis.facts import Project
from backlight.checks import Check
from backlight.edits import Change
from backlight.sql.lab.bench import Bench


@dataclass(frozen=True, slots=True)
class Chosen:
    """The action that is carried out, as it was offered, and the lab that tries its statements."""

    action: Action
    offer: Offer
    bench: Bench


def checked(chosen: Chosen, engine: str, project: Project, change: Change) -> tuple[Check, ...]:
    """Everything that must hold before a change is shown, also after it was rebased."""
    after, task = index.after(project, change), chosen.offer.task
    wrong = task.wrong(project, after)
    verdict = Check("goal", ok=not wrong, detail=" ".join(wrong) or "Nothing is left to do.")
    known = (*checks.all_of(project, after, change, chosen.action), verdict)
    if failed(known):
        return known
    ours, pairs = engine == "instant", task.same(project, after)
    proofs = checks.rows.check(pairs, project, chosen.bench, sure=ours)
    if failed(proofs):
        return (*known, *proofs)
    return (*known, *proofs, *checks.plan.check(pairs, project, chosen.bench, ours=ours))


def failed(verdicts: Sequence[Check]) -> tuple[str, ...]:
    """What stops a change; what the user may let pass (`confirm`) does not."""
    return tuple(f"{c.name}: {c.detail}" for c in verdicts if not c.ok and not c.confirm)
