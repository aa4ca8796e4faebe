"""Which migrations come before a new one, in the order in which they are run.

A repository can hold several applications, and an application several databases: those of a new
migration are the ones that its own tool would run before it.
"""

from collections.abc import Iterator
from re import MULTILINE
from re import compile as regex

from backlight.analysis.facts import Project
from backlight.analysis.places import is_migration, migrations_in

OWN = regex(r"^revision(?:\s*:[^=\n]+)?\s*=\s*[\"']([\w.-]+)[\"']", MULTILINE)
BEFORE = regex(r"^down_revision(?:\s*:[^=\n]+)?\s*=\s*(.+)$", MULTILINE)
NAME = regex(r"[\"']([\w.-]+)[\"']")
APART = frozenset({"up.sql", "migration.sql"})
"""Names of files that have a folder each: Diesel and Prisma."""
NUMBER = regex(r"(\d+)")
UNDONE = regex(r"^(?:U\d|R__)")
"""Flyway undoes by the one, and repeats the other after all."""


def is_revision(project: Project, path: str) -> bool:
    """Whether a file is a migration of Alembic."""
    return path.endswith(".py") and is_migration(path) and bool(OWN.search(text(project, path)))


def revisions(before: Project, after: Project, new: str) -> tuple[str, ...]:
    """The migrations of Alembic that a new one follows, the first one first."""
    known: dict[str, str] = {}
    for path in migrations_in(before.paths):
        hit = OWN.search(text(before, path)) if path.endswith(".py") else None
        if hit is not None:
            known[hit[1]] = path
    found: dict[str, None] = {}
    todo = [*_follows(after, new)]
    while todo:  # a revision goes behind those that it follows, however they branch
        name = todo[-1]
        follows = _follows(before, known[name]) if name in known else ()
        open_ = [one for one in follows if one not in found]
        if open_ and len(todo) <= len(known):
            todo += open_
            continue
        todo.pop()
        if name in known:
            found[name] = None
    return tuple(known[name] for name in found)


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


def _follows(project: Project, path: str) -> Iterator[str]:
    for said in BEFORE.findall(text(project, path)):
        yield from NAME.findall(said)


def text(project: Project, path: str) -> str:
    """What a file says; nothing if it cannot be read."""
    source = project.read(path)
    return source.text.source if source is not None else ""
