"""Follow-ups on a change that was made: what the agent is to refine, explain or do otherwise."""

from collections.abc import Iterable

from backlight.action import Task
from backlight.agent.excerpts import fenced
from backlight.diffs import steps
from backlight.hunks import hunks

READING = ("Read", "Grep", "Glob")
"""Tools of somebody who only explains."""
LONGEST = 24_000
"""Characters of a change that are shown."""
WISHES = (
    "Shorter",
    "Simpler",
    "Use what the project has already",
    "Handle more errors",
    "Add tests",
)
"""What one often wants to be different, for editors that offer choices only."""

Pair = tuple[str, str, str]
"""A path, and its text before and after."""


def refined(title: str, files: Iterable[Pair], words: str) -> Task:
    """The same change, with a wish about it."""
    return Task(
        goal=(
            f"A change was made and is in the files: {title}. Refine it as the user says:\n"
            f"{words}\n\nWhat the change was:\n{_change(files)}"
        ),
        rules=(
            "Change what the user's words ask for, and what follows from it; keep the rest.",
            "What the change was for must still hold.",
        ),
    )


def explained(title: str, files: Iterable[Pair], words: str) -> Task:
    """What a change does, and why; nothing is written."""
    asked = f"\nThe user asks: {words}" if words.strip() else ""
    return Task(
        goal=(
            f"A change was made: {title}. Explain it to the user, who reads the code for the first"
            f" time.{asked}\n\nThe change, or the part of it at the cursor:\n{_change(files)}"
        ),
        rules=(
            "Say what it does, why it is so, what would go wrong without it, and what to look at.",
            "Be short: a paragraph, or one for each part. Change nothing.",
        ),
        answers=True,
    )


def otherwise(files: Iterable[Pair]) -> str:
    """The rule that asks for another way than the one that was taken."""
    return (
        "The user has seen one way and wants to compare it with another. Do the task in a way that"
        " differs in its design, not in names, and say under **Other ways** how the two differ and"
        f" when each is better. The way that was seen:\n{_change(files)}"
    )


def at_line(file: Pair, line: int) -> Pair:
    """The part of a change that touches a line (from 0) of the text after it; else all of it."""
    path, before, after = file
    old, new = before.split("\n"), after.split("\n")
    for same, i, j, k, m in steps(old, new):
        if not same and k <= line < max(m, k + 1):
            return path, _ended(old[i:j]), _ended(new[k:m])
    return file


def _ended(lines: list[str]) -> str:
    return "".join(f"{line}\n" for line in lines)


def _change(files: Iterable[Pair]) -> str:
    """A change as a diff between marks that it cannot hold itself."""
    changed = [(path, hunks(before, after, 2)) for path, before, after in files]
    text = "".join(f"--- {path}\n+++ {path}\n{found}" for path, found in changed if found)
    cut = "\n(cut here)" if len(text) > LONGEST else ""
    return fenced("the change", text[:LONGEST] + cut)
