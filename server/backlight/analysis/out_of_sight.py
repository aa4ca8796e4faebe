"""Whether all that takes a body of Java stands where it cannot be read: nobody can tell then."""

import re

from backlight.analysis.checked_there import handed, handed_here
from backlight.analysis.facts import Project
from backlight.analysis.receivers import of_receiver, type_of

ROWS = re.compile(
    r"(?i)(?:repo(?:sitory)?|dao|mapper|template|entity_?manager|em|collection|store)$"
)
"""What writes a row itself: there is nobody behind it who could check."""
FILES = 3


def out_of_sight(code: str, name: str, project: Project, here: str) -> bool:
    """Whether what is given a body is known by its head alone, and is no table."""
    calls = handed(code, (name,))
    if not calls or handed_here(code, (name,)):
        return False
    own, paths = project.read(here), project.paths or tuple(project.files)
    for one in calls:
        declared = type_of(one.receiver, own.text.source) if own is not None else ""
        files = of_receiver(one.receiver, paths) or of_receiver(declared, paths)
        if not files or ROWS.search(one.receiver) or ROWS.search(declared):
            return False
        if any(_written(project, path, one.method) for path in files[:FILES]):
            return False
    return True


def _written(project: Project, path: str, method: str) -> bool:
    """Whether a file has a method with a body, and not its head alone."""
    source = project.read(path)
    head = re.compile(rf"(?m)^[^\n=;(]*[\w>\]]\s{re.escape(method)}\([^;{{]*\{{")
    return source is not None and head.search(source.text.source) is not None
