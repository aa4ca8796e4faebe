"""Characters that hide or turn around what one reads come into a file only when the user agrees."""

from re import compile as regex

from backlight.analysis.facts import Project
from backlight.checks.check import Check
from backlight.edits import Change

_UNSEEN = regex(
    "[\x00-\x08\x0e-\x1f\x7f\xad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f"
    "\u202a-\u202e\u2060-\u206f\u3164\uffa0\ufff9-\ufffb\U000e0000-\U000e0fff]"
)


def check(before: Project, change: Change) -> Check:
    """Name the files into which a change brings such characters; what was there may stay."""
    found = [
        path
        for path in change.written
        if (new := _kinds(change.created.get(path, "")) | _written(change, path))
        if new - _there(before, change, path)
    ]
    if not found:
        return Check("unseen characters", ok=True, detail="None comes in.")
    said = f"{', '.join(found)} would hold characters that one cannot see, or that turn text around"
    detail = f"{said}: needs confirmation."
    return Check("unseen characters", ok=False, confirm=True, detail=detail, files=tuple(found))


def _kinds(text: str) -> set[str]:
    return set(_UNSEEN.findall(text))


def _written(change: Change, path: str) -> set[str]:
    return {each for edit in change.edits.get(path, ()) for each in _kinds(edit.text)}


def _there(before: Project, change: Change, path: str) -> set[str]:
    source = before.read(path) if path in change.edits else None
    return _kinds(source.text.source) if source is not None else set()
