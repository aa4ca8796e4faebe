"""Files that a machine wrote, or others did, are changed only when the user agrees."""

from backlight.analysis.facts import Project
from backlight.analysis.places import generated
from backlight.checks.check import Check
from backlight.edits import Change

FOLDERS = frozenset({"node_modules", "vendor", "third_party", "site-packages", ".venv", "venv"})
"""What stands below a folder of this name was written by others."""


def check(before: Project, change: Change) -> Check:
    """Name the files of a change that will be written anew without it."""
    found = [path for path in change.edits if _foreign(before, path)]
    if not found:
        return Check("generated files", ok=True, detail="None is touched.")
    said = f"{', '.join(found)}: generated, or written by others; the change may be lost."
    detail = f"{said} Needs confirmation."
    return Check("generated files", ok=False, confirm=True, detail=detail, files=tuple(found))


def _foreign(project: Project, path: str) -> bool:
    if not FOLDERS.isdisjoint(path.split("/")[:-1]):
        return True
    source = project.read(path)
    return source is not None and generated(source.text.data)
