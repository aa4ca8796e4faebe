"""The oldest Python that a project says it runs on, and what models may be written with there."""

from dataclasses import replace
from posixpath import basename, dirname, join
from re import MULTILINE
from re import compile as regex

from backlight.analysis.facts import Project
from backlight.stacks.pydantic.model import Style

BOUND = r"['\"]?(?:[^'\"\n]*,)?\s*(?:>=|~=|==|\^|~)?\s*3\.(\d+)"
SAID = {
    ".python-version": regex(r"\A\s*(?:python-|cpython-)?3\.(\d+)"),
    "runtime.txt": regex(r"\A\s*python-3\.(\d+)"),
    "pyproject.toml": regex(rf"^\s*(?:requires-python|python)\s*=\s*{BOUND}", MULTILINE),
    "setup.cfg": regex(rf"^\s*python_requires\s*=\s*{BOUND}", MULTILINE),
    "setup.py": regex(rf"\bpython_requires\s*=\s*{BOUND}"),
    "Pipfile": regex(rf"^\s*python_(?:full_)?version\s*=\s*{BOUND}", MULTILINE),
}
"""The files that say it, and where; each of the folder of a file, or one above it."""
UNTOLD = 99


def fitting(style: Style, project: Project, path: str) -> Style:
    """A style without what the oldest Python cannot read: `str | None`, `list[str]`."""
    oldest = _oldest(project, path)
    return replace(style, unions=style.unions and oldest >= 10, generics=oldest >= 9)


def too_old(project: Project, path: str) -> str:
    """Why Pydantic 2 cannot be brought into a project; empty if it can."""
    oldest = _oldest(project, path)
    return f"Pydantic 2 needs Python 3.7, and this project is for 3.{oldest}" if oldest < 7 else ""


def _oldest(project: Project, path: str) -> int:
    """The second number of the version."""
    found, folder = [UNTOLD], path
    while folder:
        folder = dirname(folder)
        for name in (join(folder, one) for one in SAID):
            source = project.read(name) if name in project.paths else None
            hit = SAID[basename(name)].search(source.text.source) if source is not None else None
            found += [int(hit[1])] if hit is not None else []
    return min(found)
