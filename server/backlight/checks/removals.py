"""Files are deleted or renamed only when the user agrees, whoever proposes it."""

from backlight.checks.check import Check
from backlight.edits import Change


def check(change: Change) -> Check:
    """Name the files that would no longer be where they are."""
    said = [f"{path} is deleted." for path in change.deleted]
    said += [f"{path} becomes {new}." for path, new in change.renamed.items()]
    if not said:
        return Check("removals", ok=True, detail="No file is deleted or renamed.")
    detail = " ".join(said) + " This needs confirmation."
    files = (*change.deleted, *change.renamed)
    return Check("removals", ok=False, confirm=True, detail=detail, files=files)
