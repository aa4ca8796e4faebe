"""Characters that hide or turn around what one reads come into a file only when the user agrees."""

from re import compile as regex

from backlight.analysis.facts import Project
from backlight.checks.check import Check
from backlight.edits import Change
from backlight.text import UNSEEN

_UNSEEN = regex(f"[\x00-\x08\x0e-\x1f\x7f-\x9f{UNSEEN}]")


def check(before: Project, change: Change) -> Check:
    """Name the files into which a change brings such characters; what was there may stay."""
    found = [
        path
        for path in change.written
        if (new := _made(change, path) | _written(change, path))
        if new - _there(before, change, path)
    ]
    if not found:
        return Check("unseen characters", ok=True, detail="None comes in.")
    said = f"{', '.join(found)} would hold characters that one cannot see, or that turn text around"
    detail = f"{said}: needs confirmation."
    return Check("unseen characters", ok=False, confirm=True, detail=detail, files=tuple(found))


def _kinds(text: str) -> set[str]:
    return set(_UNSEEN.findall(text))


def _made(change: Change, path: str) -> set[str]:
    """What a new file holds; a byte order mark at its beginning is no part of its text."""
    return _kinds(change.created.get(path, "").removeprefix("\ufeff"))


def _written(change: Change, path: str) -> set[str]:
    return {each for edit in change.edits.get(path, ()) for each in _kinds(edit.text)}


def _there(before: Project, change: Change, path: str) -> set[str]:
    source = before.read(path) if path in change.edits else None
    return _kinds(source.text.source) if source is not None else set()
