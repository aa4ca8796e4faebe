"""A change that empties or halves a file, or takes out very much of it, is confirmed first."""

from backlight.analysis.facts import Project
from backlight.checks.check import Check
from backlight.edits import Change, applied
from backlight.text import Text

MOST_LINES = 200
"""Taking out more lines than this, net, is confirmed."""
SMALL = 400
"""A file of fewer bytes may be halved without a question."""


def check(before: Project, change: Change) -> Check:
    """Say which files shrink more than an action should shrink them."""
    problems = {
        path: problem
        for path, after in applied(Change(change.edits), lambda path: _text(before, path)).items()
        if (problem := _shrunk(path, _text(before, path), after)) is not None
    }
    if problems:
        detail = " ".join(problems.values()) + " This needs confirmation."
        return Check("sizes", ok=False, confirm=True, detail=detail, files=tuple(problems))
    return Check("sizes", ok=True, detail="No file is emptied or halved.")


def _text(project: Project, path: str) -> Text:
    source = project.read(path)
    return source.text if source is not None else Text("")


def _shrunk(path: str, before: Text, after: Text) -> str | None:
    old, new = len(before.data), len(after.data)
    if old and not after.source.strip():
        return f"{path} is emptied."
    if old >= SMALL and 2 * new < old:
        return f"{path} shrinks by {100 * (old - new) // old} %."
    lines = len(before.starts) - len(after.starts)
    if lines > MOST_LINES:
        return f"{path} loses {lines} lines."
    return None
