"""A schema or an entity that an editor would fetch by opening the file comes in only with a yes.

What is fetched tells the other side who opened what, and can carry a secret in its address.
"""

from re import IGNORECASE
from re import compile as regex

from backlight.analysis.facts import Project
from backlight.checks.check import Check
from backlight.edits import Change

_FETCHED = regex(
    r"(?:[\"']?\$schema[\"']?\s{0,9}[:=]\s{0,9}[\"']?|#:\s{0,9}schema\s{1,9}"
    r"|schemaLocation\s{0,9}=\s{0,9}[\"'][^\"'>\n]{0,200}?"
    r"|<!(?:DOCTYPE|ENTITY)\b[^>\n]{0,200}?[\"'])((?:https?:)?//[^\s\"'>]{1,300})",
    IGNORECASE,
)


def check(before: Project, change: Change) -> Check:
    """Name the files into which a change brings such an address; what was there may stay."""
    found = [
        path for path in change.written if _written(change, path) - _there(before, change, path)
    ]
    if not found:
        return Check("remote schemas", ok=True, detail="None comes in.")
    said = f"{', '.join(found)} would make editors fetch an address by opening the file"
    detail = f"{said}: needs confirmation."
    return Check("remote schemas", ok=False, confirm=True, detail=detail, files=tuple(found))


def _written(change: Change, path: str) -> set[str]:
    texts = [change.created.get(path, ""), *(edit.text for edit in change.edits.get(path, ()))]
    return {address for text in texts for address in _FETCHED.findall(text)}


def _there(before: Project, change: Change, path: str) -> set[str]:
    source = before.read(path) if path in change.edits else None
    return set(_FETCHED.findall(source.text.source)) if source is not None else set()
