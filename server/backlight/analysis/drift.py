"""Drift: what a model has that no migration makes, and what only migrations have."""

from collections.abc import Callable
from dataclasses import dataclass

from backlight.analysis.facts import Project
from backlight.analysis.inheritance import inherited
from backlight.analysis.places import is_migration
from backlight.analysis.tables import Column, Table

Lacks = Callable[[Project, Table], tuple[Column, ...]]
"""Columns that a model stands on without naming them."""


@dataclass(frozen=True, slots=True)
class Drift:
    """What a model has and no migration makes, and the other way round."""

    table: Table
    new: tuple[Column, ...]
    old: tuple[str, ...]
    created: bool

    def __str__(self) -> str:
        if not self.created:
            return f"no migration creates `{self.table.name}`"
        more = f" (and {len(self.new) - 1} more)" if len(self.new) > 1 else ""
        return f"`{self.table.name}.{self.new[0].name}` is in no migration{more}"


def drift(project: Project, model: Table, lacks: Lacks | None) -> Drift | None:
    """What a model has that no migration makes; `None` if that is nothing, or there are none.

    What only migrations have is no reason: a rename by hand-written SQL is not seen.
    """
    if lacks is not None and (keys := lacks(project, model)):
        return Drift(model, keys, (), created=True)
    every = [t for f in project.files.values() for t in f.tables if _migrated(t)]
    if not every or any(f.untold for f in project.files.values()):
        return None
    steps = sorted((t for t in every if t.name == model.name), key=lambda one: one.file)
    if any(step.unclear for step in steps):
        return None
    if not any(step.complete for step in steps) and (steps or not _tells_all(project, every)):
        return None
    columns: dict[str, Column] = {}
    for step in steps:
        for name in step.removed:
            columns.pop(name.lower(), None)
        columns |= {column.name.lower(): column for column in step.columns}
    names = {column.name.lower() for column in model.columns}
    new = tuple(column for column in model.columns if column.name.lower() not in columns)
    if not new:
        return None
    whole = _whole(project, model)
    names |= {column.name.lower() for column in whole.columns}
    old = tuple(c.name for name, c in columns.items() if name not in names and whole.complete)
    return Drift(model, new, old, bool(steps))


def _whole(project: Project, model: Table) -> Table:
    """A model with the columns that its bases give it."""
    every = inherited(project.files.values()) if model.bases else ()
    mine = (one for one in every if (one.file, one.model) == (model.file, model.model))
    return next(mine, model)


def _tells_all(project: Project, every: list[Table]) -> bool:
    """Whether migrations make most tables: else the first ones are made in another way."""
    models = {t.name for f in project.files.values() for t in f.tables if t.origin == "model"}
    made = {table.name for table in every if table.complete}
    return 2 * len(models & made) >= len(models)


def _migrated(table: Table) -> bool:
    return table.origin == "migration" or (table.origin == "ddl" and is_migration(table.file))
