"""The files a Rails controller is made of: its own, and those of what it includes and inherits."""

from backlight.analysis.facts import Endpoint, Project
from backlight.analysis.ruby import Class, File
from backlight.stacks.rails.link import DEEPEST, NAME, Classes


def files_above(project: Project, endpoint: Endpoint) -> tuple[str, ...]:
    """The files of the controller of an endpoint, the nearest first; known without reading any."""
    said = (facts.fragments.get(NAME) for facts in project.files.values())
    classes = Classes([one for one in said if isinstance(one, File)])
    found = classes.controller(endpoint.handler.partition("#")[0])
    return tuple(dict.fromkeys(_above(classes, *found))) if found is not None else ()


def _above(classes: Classes, file: File, one: Class, deep: int = 0) -> list[str]:
    found = [file.path]
    for home, above in classes.above(one) if deep < DEEPEST else ():
        found += _above(classes, home, above, deep + 1)
    return found
