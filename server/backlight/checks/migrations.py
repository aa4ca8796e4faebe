"""A migration says what it locks; one that takes away what does not come back is asked about."""

from backlight.analysis.facts import Project
from backlight.analysis.places import is_migration
from backlight.checks.check import Check
from backlight.checks.earlier import is_down
from backlight.checks.rehearsal import both
from backlight.edits import Change
from backlight.sql.risks import Risk, risks
from backlight.sql.risks_of_code import risks_of_code

MOST = 6
"""Risks of one change that are said."""


def check(after: Project, change: Change) -> tuple[Check, ...]:
    """One answer if a migration is written, none else."""
    paths = [path for path in change.written if is_migration(path) and not is_down(path)]
    found: dict[Risk, str] = {}
    for path in paths:
        source = after.read(path)
        text = source.text.source if source is not None else change.created.get(path, "")
        mine = risks(both(after, path)[0]) if path.endswith(".sql") else risks_of_code(text)
        found |= dict.fromkeys(mine, path)
    if not paths:
        return ()
    if not found:
        return (Check("migration", ok=True, detail="It locks nothing for long and loses nothing."),)
    said = " ".join(one.sentence for one in list(found)[:MOST])
    lost = tuple(dict.fromkeys(path for one, path in found.items() if one.destructive))
    if lost:
        detail = f"{said} Needs confirmation."
        return (Check("migration", ok=False, confirm=True, detail=detail, files=lost),)
    return (Check("migration", ok=True, detail=said),)
