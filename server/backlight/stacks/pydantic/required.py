"""Whether a project lists a package among its requirements, and the edit that adds it."""

from re import compile as regex
from re import escape

from backlight.analysis.facts import Project
from backlight.analysis.python_modules import Modules
from backlight.edits import Change, Edit

LISTS = regex(
    r"(^|/)(requirements[\w.-]*\.(txt|in)|pyproject\.toml|Pipfile|setup\.(py|cfg)|environment\.ya?ml)$"
    r"|(^|/)requirements/[\w.-]+\.(txt|in)$"
)
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
    plain = texts.get("requirements.txt")
    if plain is None or not regex(r"(?m)^\s*\w").search(plain.source):
        return Change(), f"`{package}` must be added to the project's requirements"
    end = len(plain.data)
    gap = "" if not plain.data or plain.data.endswith(b"\n") else "\n"
    why = f"`{package}` is new here: run `pip install -r requirements.txt`"
    return Change({"requirements.txt": (Edit(end, end, f"{gap}{line}\n", why),)}), ""
