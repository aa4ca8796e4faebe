"""What a change leaves behind has what it uses: no name that the file explained before is lost."""

from backlight.analysis.facts import Project
from backlight.analysis.unbound import lost
from backlight.checks.check import Check
from backlight.edits import Change


def check(before: Project, after: Project, change: Change) -> Check:
    """Which files go on to use a name of which nothing in them says any more what it is."""
    found: dict[str, str] = {}
    for path in change.edits:
        old, new = before.read(path), after.read(path)
        names = lost(path, old.text, new.text) if old is not None and new is not None else None
        if names:
            listed = ", ".join(f"`{name}`" for name in sorted(names))
            found[path] = f"{path} would lack {listed}."
    if found:
        return Check("unbound", ok=False, detail=" ".join(found.values()), files=tuple(found))
    return Check("unbound", ok=True, detail="No name is used that the file does not have.")
