"""What must hold before a change is shown: every check of it, and then the proof of its rows."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from backlight import checks, index
from backlight.action import Action, Offer
from backlight.analysis.facts import Project
from backlight.checks import Check
from backlight.edits import Change, Refused
from backlight.sql.lab.bench import Bench
from backlight.sql.lab.verdict import SAME
from backlight.sql.plan_drawing import figure
from backlight.text import Text

MOST_WAYS = 6
"""Ways that are reckoned; each takes a few tenths of a second."""
CLEARLY = 1 / 1.5
"""What may cost more than it gains must cost less than this part of what it costs now."""


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
    adds = chosen.action.adds_endpoints
    known = (*checks.all_of(project, after, change, adds=adds), verdict)
    if failed(known):
        return known
    known += checks.rehearsal.check(project, after, change, chosen.bench)
    if failed(known):
        return known
    ours, pairs = engine == "instant", task.same(project, after)
    proofs = checks.rows.check(pairs, project, chosen.bench, sure=ours)
    if ours:
        proofs += checks.pages.check(task.walks(project, after), project, chosen.bench)
    if failed(proofs):
        return (*known, *proofs)
    return (*known, *proofs, *checks.plan.check(pairs, project, chosen.bench, ours=ours))


def cheapest(chosen: Chosen, project: Project, made: Change | Refused) -> Change | Refused:
    """Of the sound ways to do it the one that a planner reckons cheapest; the first, if it is even.

    What may cost more than it gains is left, where nobody can reckon.
    """
    ways = (index.guarded(chosen.offer.ways) or ())[:MOST_WAYS]
    mine = next((way for way in ways if way.change == made), None)
    if isinstance(made, Refused) or mine is None or (len(ways) == 1 and not mine.maybe):
        return made
    best, least, why = made, 0.0, ""
    perhaps: Refused | None = None
    ways = (mine, *(one for one in ways if one != mine))
    pairs = [chosen.offer.task.same(project, index.after(project, way.change)) for way in ways]
    reckoned = checks.plan.weights(pairs, project, chosen.bench)
    for way, weights in zip(ways, reckoned, strict=True):
        why = next((one.why for one in weights if one.why), "" if weights else "it is not compared")
        if why:
            break
        cost, now = sum(one.after for one in weights), sum(one.before for one in weights)
        freed = bool(weights) and all(one.frees for one in weights)
        if way.maybe and cost >= now * (1 if freed else CLEARLY):
            costs = f"{figure(now)} before, {figure(cost)} after"
            perhaps = Refused(f"Another way to write it gains nothing: {costs}.")
        elif not least or cost < least * SAME:
            best, least = way.change, cost
    if least or not mine.maybe:
        return best
    unknown = f"It could be written in another way; whether that pays is not known: {why}"
    return perhaps or Refused(unknown)


def advised(
    chosen: Chosen, project: Project, made: Change | Refused
) -> tuple[Change | Refused, tuple[Check, ...]]:
    """The index that a planner says helps most in place of the one that was made, and its words."""
    asked = chosen.offer.advised
    if asked is None:
        return made, ()
    statement = asked.sql, asked.dialect
    return checks.advice.advise(made, statement, asked.written, project.schema, chosen.bench)


def texts(project: Project) -> Callable[[str], Text]:
    """The files of a project by their paths; one that is not there is empty."""

    def read(path: str) -> Text:
        source = project.read(path)
        return source.text if source is not None else Text("")

    return read


def ignored(made: Change, hidden: Callable[[str], str | None]) -> tuple[Check, ...]:
    """What git ignores is often generated: it is changed only when the user says so."""
    found = tuple(path for path in made.edits if hidden(path) is not None)
    if not found:
        return ()
    detail = f"{', '.join(found)}: ignored by the project, needs confirmation."
    return (Check("ignored files", ok=False, detail=detail, confirm=True, files=found),)


def failed(verdicts: Sequence[Check]) -> tuple[str, ...]:
    """What stops a change; what the user may let pass (`confirm`) does not."""
    return tuple(f"{c.name}: {c.detail}" for c in verdicts if not c.ok and not c.confirm)
