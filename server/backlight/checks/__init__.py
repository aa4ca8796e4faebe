"""What must hold before anything is shown: each check is a file, `all_of` runs them all."""

from backlight.analysis.facts import Project
from backlight.checks import (
    advice,
    generated,
    migrations,
    names,
    pages,
    plan,
    protected,
    rehearsal,
    remote,
    removals,
    routes,
    rows,
    sizes,
    syntax,
    unbound,
    unseen,
)
from backlight.checks.check import Check
from backlight.edits import Change

__all__ = ["Check", "advice", "all_of", "pages", "plan", "rehearsal", "rows", "unbound"]


def all_of(before: Project, after: Project, change: Change, *, adds: bool) -> tuple[Check, ...]:
    """Every check of one change, which may add endpoints or not; most important first.

    A check that is not `ok` stops the change, unless it says `confirm`: then the user is asked.
    """
    return (
        syntax.check(before, after, change),
        routes.check(before, after, adds=adds),
        names.check(before, after, change),
        protected.check(change),
        removals.check(change),
        generated.check(before, change),
        unseen.check(before, change),
        remote.check(before, change),
        sizes.check(before, change),
        *migrations.check(after, change),
    )
