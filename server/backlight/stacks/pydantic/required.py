"""Whether a project lists a package among its requirements, and the edit that adds it."""

from collections.abc import Mapping
from posixpath import dirname, join, normpath
from re import compile as regex
from re import escape

from backlight.analysis.facts import Project
from backlight.analysis.python_modules import Modules
from backlight.edits import Change, Edit
from backlight.text import Text

LISTS = regex(
    r"(^|/)(requirements[\w.-]*\.(txt|in)|pyproject\.toml|Pipfile|setup\.(py|cfg)|environment\.ya?ml)$"
    r"|(^|/)requirements/[\w.-]+\.(txt|in)$"
)
LEADS = regex(r"(?m)^-r\s+(\S+)")
BRING = {"pydantic": ("fastapi", "sqlmodel")}
"""What requires a package itself."""


def require(project: Project, modules: Modules, package: str, line: str) -> tuple[Change, str]:
    """The edit that adds a package, or in words that it must be added; neither if it is there."""
    targets = (t for module in modules.by_path.values() for t in module.imports.values())
    if any(target.split(".")[0] == package for target in targets):
        return Change(), ""
    texts = {
        path: s.text for path in project.paths if LISTS.search(path) if (s := project.read(path))
    }
    names = (package, *BRING.get(package, ()))
    said = regex(rf"(?im)^[^#\n]*(?<![\w-])(?:{'|'.join(map(escape, names))})(?![\w-])")
    if not texts or any(said.search(text.source) for text in texts.values()):
        return Change(), ""
    path = _plain(texts)
    if not path:
        return Change(), f"`{package}` must be added to the project's requirements"
    plain = texts[path]
    end = len(plain.data)
    gap = "" if not plain.data or plain.data.endswith(b"\n") else "\n"
    why = f"`{package}` is new here: run `pip install -r requirements.txt`"
    return Change({path: (Edit(end, end, f"{gap}{line}\n", why),)}), ""


def _plain(texts: Mapping[str, Text]) -> str:
    """The list that `requirements.txt` is, or leads to, and that holds packages."""
    path, seen = "requirements.txt", set[str]()
    while path in texts and path not in seen:
        seen.add(path)
        leads = LEADS.search(texts[path].source)
        if leads is None:
            return path if regex(r"(?m)^\s*\w").search(texts[path].source) else ""
        path = normpath(join(dirname(path), leads[1]))
    return ""
