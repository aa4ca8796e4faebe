"""Errors of the database told apart: GORM does it where its configuration asks for it."""

from re import compile as regex

from backlight.analysis.facts import Project
from backlight.analysis.places import is_test
from backlight.edits import Change, Edit, Refused, change
from backlight.stacks.record import Writer
from backlight.stacks.setups import saying

TOLD = regex(rb"TranslateError:\s*true")
MADE = regex(rb"&gorm\.Config\{(\s*)(\}?)")
DRIVERS = regex(
    rb"\b(?:pgconn\.PgError|mysql\.MySQLError|pq\.Error|sqlite3\.Error|sqlite\.Error)\b"
)
SETTINGS = ("db", "database", "gorm", "conn", "init", "main", "store", "server", "setup")
WHY = "What another row has, or what leads nowhere, is told apart from other errors."


def told(project: Project, name: str, made: Change) -> Change | Refused | Writer:
    """A change whose handlers tell errors apart, with the setting that lets them."""
    if any(saying(project, TOLD, SETTINGS, (".go",))):
        return made
    homes = [p for p in saying(project, MADE, SETTINGS, (".go",)) if not is_test(p)]
    source = project.read(homes[0]) if len(homes) == 1 else None
    hits = list(MADE.finditer(source.text.data)) if source is not None else []
    if source is None or len(hits) != 1:
        return Refused(
            f"`{name}` has unique or foreign keys, and errors of the database are not told "
            "apart here: set `TranslateError: true` in `gorm.Config`, or ask the agent."
        )
    at, space = hits[0].start(1), hits[0][1].decode()
    wide = "\n" in space
    text = f"{space}TranslateError: true," if wide else "TranslateError: true"
    text += "" if wide or hits[0][2] else ", "
    edit = Edit(at, at, text, WHY)
    return lambda: _unless_asked(project, change(made, (source.path, [edit])))


def _unless_asked(project: Project, made: Change) -> Change | Refused:
    """Code that looks at a driver's own errors would see others from then on."""
    for path in project.paths:
        source = project.read(path) if path.endswith(".go") else None
        if source is not None and (hit := DRIVERS.search(source.text.data)) is not None:
            return Refused(
                f"{path} looks at `{hit[0].decode()}`, which `TranslateError: true` would hide "
                "from it: ask the agent."
            )
    return made
