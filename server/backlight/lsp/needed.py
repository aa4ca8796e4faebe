"""Lines of a run that an Undo leaves alone because what stays in the file uses what they bring.

Only what the run added is kept, whole hunks that bring nothing back: else two lines would stand
where one stood. What would lack a name all the same, the user is asked about.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from re import compile as regex

from backlight.analysis.unbound import lost
from backlight.edits import Edit, apply, between
from backlight.rebase import Merged, ended, merge
from backlight.text import Text

LARGEST = 30_000
"""Bytes of a text that is looked at."""
MOST = 20
"""Outcomes that are looked at."""
HUNKS = 40
"""Hunks of a file that are looked at."""
WORD = regex(r"[\w$]+")


@dataclass(frozen=True, slots=True)
class Undone:
    """A file as an Undo makes it."""

    typed: Text
    hunks: tuple[Edit, ...]
    """All that there is to take back, of the text of the run."""
    merged: Merged
    needed: tuple[Edit, ...] = ()
    """Those that stay for what they bring."""
    names: tuple[str, ...] = ()
    """What they bring."""

    @property
    def whole(self) -> Merged:
        """The outcome, with all that stays as it is."""
        return replace(self.merged, kept=tuple(sorted((*self.merged.kept, *self.needed))))


def undone(path: str, base: Text, wanted: Text, typed: Text) -> Undone:
    """Take back what nobody has typed on, but for what the rest of the file then lacks."""
    whole, goal, _ = ended(base, wanted, typed)
    done = Undone(typed, between(whole, goal), merge(base, wanted, typed, anew=True))
    if typed.data == base.data or len(typed.data) > LARGEST or len(done.hunks) > HUNKS:
        return done
    tries = iter(range(MOST))
    while missing := lost(path, typed, done.merged.text):
        better = next(_keeping(path, done, missing, tries), None)
        if better is None:
            return done
        done = better
    return done


def _keeping(
    path: str, done: Undone, missing: frozenset[str], tries: Iterator[int]
) -> Iterator[Undone]:
    """The same with lines kept that bring a name which is missing."""
    base = done.merged.base
    for hunk in done.hunks:
        said = missing.intersection(WORD.findall(base.slice(hunk.start, hunk.end)))
        if hunk.text or not said or hunk in (*done.merged.kept, *done.needed):
            continue
        if next(tries, None) is None:
            return
        needed = tuple(sorted((*done.needed, hunk)))
        goal = apply(base, [each for each in done.hunks if each not in needed])
        merged = merge(base, goal, done.typed, anew=True)
        still = lost(path, done.typed, merged.text)
        if still is not None and (brought := said - still):
            names = tuple(sorted({*done.names, *brought}))
            hunks = tuple(sorted({*between(base, goal), *needed}))
            yield Undone(done.typed, hunks, merged, needed, names)
