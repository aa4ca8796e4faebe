"""A migration of SQL is rehearsed: up, what the models want, down, all as before."""

from collections.abc import Sequence
from re import compile as regex
from typing import Protocol

from backlight.analysis.facts import Project
from backlight.analysis.places import is_migration
from backlight.checks.check import Check
from backlight.edits import Change
from backlight.sql.lab.verdict import Rehearsal

NAME = "rehearsal"
BACK = ("-- +goose Down", "-- migrate:down", "-- +migrate Down", "-- rollback")
"""Where the way back begins in a file that holds both."""


class Stage(Protocol):
    """Whoever can try a migration."""

    def rehearse(
        self, earlier: Sequence[str], up: str, down: str, wanted: Sequence[tuple[str, str]]
    ) -> Rehearsal:
        """How it goes."""


def check(before: Project, after: Project, change: Change, stage: Stage) -> tuple[Check, ...]:
    """One answer if one migration of SQL is new, none else."""
    new = [p for p in change.created if is_migration(p) and p.endswith(".sql") and not is_down(p)]
    if len(new) != 1:
        return ()
    up, down = both(after, new[0])
    earlier = sorted(p for p in before.files if _earlier(p, new[0]))
    said = set(regex(r"\w+").findall(up.lower()))
    wanted = [
        (table.name.lower(), column.name.lower())
        for file in after.files.values()
        for table in file.tables
        if table.origin == "model" and table.name.lower() in said
        for column in table.columns
    ]
    found = stage.rehearse([both(before, p)[0] for p in earlier], up, down, wanted)
    if found.ok is None:
        return (Check(NAME, ok=True, detail=f"It could not be rehearsed: {found.detail}"),)
    return (Check(NAME, ok=found.ok, detail=found.detail),)


def both(project: Project, path: str) -> tuple[str, str]:
    """The way up and the way back, in one file or beside each other."""
    text = _text(project, path)
    for mark in BACK:
        up, found, down = text.partition(mark)
        if found:
            return up, down
    folder, _, name = path.rpartition("/")
    if name == "up.sql":
        return text, _text(project, f"{folder}/down.sql")
    return text, _text(project, path.removesuffix(".up.sql") + ".down.sql")


def is_down(path: str) -> bool:
    """Whether a file of SQL is the way back."""
    name = path.rpartition("/")[2].lower()
    return name == "down.sql" or name.endswith((".down.sql", "_down.sql"))


def _earlier(path: str, new: str) -> bool:
    """Whether a file is a migration of the same kind that comes before."""
    mine = new.rpartition("/")[0] if not new.endswith("/up.sql") else new.split("/", maxsplit=1)[0]
    return (
        path.endswith(".sql")
        and is_migration(path)
        and not is_down(path)
        and (path.startswith(mine) and path < new)
    )


def _text(project: Project, path: str) -> str:
    source = project.read(path)
    return source.text.source if source is not None else ""
