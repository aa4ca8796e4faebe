"""Lines of a run that an Undo leaves alone because what stays in the file uses what they bring.

Only lines that the run added are kept: whole hunks that bring nothing back, and a line that imports
what no line that comes back speaks of. Else two lines would stand where one stood. What would lack
a name all the same, the user is asked about.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from re import compile as regex

from backlight.analysis.unbound import lost
from backlight.edits import Edit, apply, between, lines
from backlight.rebase import Merged, ended, merge
from backlight.text import Text

LARGEST = 30_000
"""Bytes of a text that is looked at."""
MOST = 20
"""Outcomes that are looked at."""
HUNKS = 40
"""Hunks of a file that are looked at."""
IMPORT = regex(
    r"(?:import|from)\b[^({\\]*\r?\n|import\s*\{[^}\n]*\}\s*from\s*['\"][^'\"\n]*['\"];?\r?\n"
)
"""A line that imports, and nothing else."""
KEYWORDS = frozenset({"import", "from", "as", "type", "static"})
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
    for hunk in done.hunks:
        if hunk in done.merged.kept or hunk in done.needed:
            continue
        for parts, stays in _added(hunk, done.merged.base):
            code = done.merged.base.slice(stays.start, stays.end)
            said = missing.intersection(WORD.findall(code))
            if not said:
                continue
            if next(tries, None) is None:
                return
            needed = tuple(sorted((*done.needed, stays)))
            hunks = tuple(sorted({*done.hunks, *parts, stays} - ({hunk} - {stays})))
            goal = apply(done.merged.base, [each for each in hunks if each not in needed])
            merged = merge(done.merged.base, goal, done.typed, anew=True)
            still = lost(path, done.typed, merged.text)
            if still is not None and (brought := said - still):
                names = tuple(sorted({*done.names, *brought}))
                yield replace(done, hunks=hunks, merged=merged, needed=needed, names=names)


def _added(hunk: Edit, base: Text) -> Iterator[tuple[tuple[Edit, ...], Edit]]:
    """What of a hunk the run has only added: what else is taken back, and what may stay."""
    if not hunk.text:
        yield (), hunk
        return
    back, end = {*WORD.findall(hunk.text)}, hunk.start
    for line in lines(base.data[hunk.start : hunk.end]):
        start, end = end, end + len(line)
        code = line.decode("utf-8", "surrogatepass")
        if IMPORT.fullmatch(code) and back.isdisjoint({*WORD.findall(code)} - KEYWORDS):
            above, below = Edit(hunk.start, start, hunk.text), Edit(end, hunk.end, "")
            yield (above, below) if end < hunk.end else (above,), Edit(start, end, "")
