"""Where the files of a new resource of Nest go, and whether its entity is known to TypeORM."""

from posixpath import basename, dirname, join, relpath
from re import compile as regex
from re import escape

from backlight.analysis.facts import Project
from backlight.edits import Refused
from backlight.stacks.nestjs.application import Application

KEPT = {"entities", "entity", "models"}
"""Folders of entities alone, beside which their routes stand."""
LAYERS = {"persistence", "infrastructure", "domain"}


def home(path: str, slug: str, app: Application) -> str | Refused:
    """The folder of the new files, after that of the entity."""
    folder = dirname(path)
    if layer := next((part for part in folder.split("/") if part in LAYERS), ""):
        return Refused(
            f"Entities stand in a layer of their own here (`{layer}`), and into which layers their "
            "routes and services go must be decided: ask the agent for them."
        )
    if basename(folder).lower() not in KEPT:
        return folder
    above = dirname(folder)
    shared = app.root is not None and dirname(app.root[0]) == above
    return join(above, slug) if shared else above


def seen(path: str, folder: str) -> str:
    """A file as another folder imports it."""
    found = relpath(path, folder or ".")
    return found if found.startswith(".") else f"./{found}"


def connected(project: Project, model: str) -> bool:
    """Whether TypeORM knows an entity: by a list, a pattern of files, or a module that has it."""
    of = escape(model)
    known = regex(
        r"autoLoadEntities:\s*true|\.entity\b[^'\"\n]*['\"]"
        rf"|\bentities:[^\]]*\b{of}\b|\bforFeature\(\s*\[[^\]]*\b{of}\b"
    )
    for path, facts in project.files.items():
        text = project.read(path) if "nestjs" in facts.fragments else None
        if text is None or not _speaks(text.text.data.lower()):
            continue
        said = text.text.source
        if known.search(said.replace("from ", "")) is not None and WORDS.search(said):
            return True
    return False


WORDS = regex(r"entities|autoLoadEntities|forFeature")


def _speaks(data: bytes) -> bool:
    return b"entit" in data or b"forfeature" in data
