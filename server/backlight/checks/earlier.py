"""Which migrations come before a new one, in the order in which they are run.

A repository can hold several applications, and an application several databases: those of a new
migration are the ones that its own tool would run before it.
"""

from re import compile as regex

from backlight.analysis.facts import Project
from backlight.analysis.places import is_migration, migrations_in
from backlight.analysis.revisions import Revision, followed, revisions, said

APART = frozenset({"up.sql", "migration.sql"})
"""Names of files that have a folder each: Diesel and Prisma."""
NUMBER = regex(r"(\d+)")
UNDONE = regex(r"^(?:U\d|R__)")
"""Flyway undoes by the one, and repeats the other after all."""


def is_revision(project: Project, path: str) -> bool:
    """Whether a file is a migration of Alembic."""
    return path.endswith(".py") and is_migration(path) and said(text(project, path)) is not None


def past(before: Project, after: Project, new: str) -> tuple[str, ...]:
    """The migrations of Alembic that a new one follows, the first one first."""
    mine = (one for one in revisions(after) if one.path == new)
    links = followed((*(one for one in revisions(before) if one.path != new), *mine))
    found: dict[Revision, None] = {}
    todo = [one for one in links if one.path == new]
    while todo:  # a revision goes behind those that it follows
        open_ = [one for one in links[todo[-1]] if one not in found and one not in todo]
        if open_:
            todo += open_
            continue
        found[todo.pop()] = None
    return tuple(one.path for one in found if one.path != new)


def scripts(before: Project, new: str) -> tuple[str, ...]:
    """The migrations that stand beside a new one and come before it, by their numbers."""
    mine, kind = _home(new), new.rpartition(".")[2]
    beside = [
        path
        for path in migrations_in(before.paths)
        if path.endswith(f".{kind}") and _home(path) == mine and not is_down(path)
    ]
    return tuple(sorted((p for p in beside if _order(p) < _order(new)), key=_order))


def is_down(path: str) -> bool:
    """Whether a file of SQL is the way back, or none that is run once."""
    name = path.rpartition("/")[2]
    down = name.lower() == "down.sql" or name.lower().endswith((".down.sql", "_down.sql"))
    return down or UNDONE.match(name) is not None


def _home(path: str) -> str:
    folder, _, name = path.rpartition("/")
    return folder.rpartition("/")[0] if name in APART else folder


def _order(path: str) -> tuple[tuple[int, int, str], ...]:
    """Version 10 comes behind version 9."""
    return tuple(
        (0, int(part), "") if part.isdigit() else (1, 0, part)
        for part in NUMBER.split(path.lower())
        if part
    )


def text(project: Project, path: str) -> str:
    """What a file says; nothing if it cannot be read."""
    source = project.read(path)
    return source.text.source if source is not None else ""
