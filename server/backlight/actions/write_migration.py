"""Write the migration that brings the database to where the models are.

```python
#- shop/models.py
from django.db import models


class Product(models.Model):
    name = models.CharField(max_length=80)
    weight = models.PositiveIntegerField(null=True)$0
#- shop/migrations/0001_initial.py
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True
    dependencies = []
    operations = [
        migrations.CreateModel(
            name="Product",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("name", models.CharField(max_length=80)),
            ],
        ),
    ]
```
-> agent writes
```python
#- shop/migrations/0002_product_weight.py
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("shop", "0001_initial")]
    operations = [
        migrations.AddField(
            model_name="product",
            name="weight",
            field=models.PositiveIntegerField(null=True),
        ),
    ]
```
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from backlight.action import Action, Context, Offer, Task
from backlight.analysis import compared
from backlight.analysis.facts import Project
from backlight.analysis.places import is_migration, migrations_in
from backlight.analysis.tables import Column, Table

DOWN = re.compile(
    r"def downgrade\(\w*\)[^:\n]*:[ \t]*\n(?:\s*+(?:\"\"\"[^\"]*\"\"\"|#[^\n]*)[ \t]*\n)*+"
    r"\s*(?:(?:pass|\.\.\.)\s*)?(?:\n\S|$)"
    r"|down\s*\([^)]*\)[^{\n]*\{\s*\}"
)
"""A way back that does nothing."""
ONE_WAY = re.compile(r"RunPython\(\s*[\w.]+\s*,?\s*\)|RunSQL\(\s*[\"'][^\"']*[\"']\s*,?\s*\)")
"""A step of which nothing says how to undo it."""

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


def offer(ctx: Context) -> Offer | None:
    """Offered at a model that differs from what the migrations of the project make."""
    table = ctx.table
    lacks = ctx.orm.lacks if ctx.orm is not None else None
    model = table is not None and table.origin == "model"
    found = drift(ctx.project, table, lacks) if table is not None and model else None
    if found is None:
        return None
    migrate = ctx.orm.migrate if ctx.orm is not None else None
    return Offer(
        title=f"Write migration: {found}",
        span=found.table.span,
        task=_task(ctx, found),
        rewrite=partial(migrate, ctx.project, found.table, tuple(c.name for c in found.new))
        if migrate is not None and found.created and not found.old
        else None,
    )


def drift(project: Project, model: Table, lacks: Lacks | None) -> Drift | None:
    """What a model has that no migration makes; `None` if that is nothing, or there are none.

    What only migrations have is no reason: a rename by hand-written SQL is not seen.
    """
    if lacks is not None and (keys := lacks(project, model)):
        return Drift(model, keys, (), created=True)
    every = [t for f in project.files.values() for t in f.tables if _migrated(t)]
    if not every:
        return None
    steps = sorted((t for t in every if t.name == model.name), key=lambda one: one.file)
    if not any(step.complete for step in steps) and (steps or not _tells_all(project, every)):
        return None
    columns: dict[str, Column] = {}
    for step in steps:
        for name in step.removed:
            columns.pop(name.lower(), None)
        columns |= {column.name.lower(): column for column in step.columns}
    names = {column.name.lower() for column in model.columns}
    new = tuple(column for column in model.columns if column.name.lower() not in columns)
    old = tuple(c.name for name, c in columns.items() if name not in names and model.complete)
    return Drift(model, new, old, bool(steps)) if new else None


def _tells_all(project: Project, every: list[Table]) -> bool:
    """Whether migrations make most tables: else the first ones are made in another way."""
    models = {t.name for f in project.files.values() for t in f.tables if t.origin == "model"}
    made = {table.name for table in every if table.complete}
    return 2 * len(models & made) >= len(models)


def _migrated(table: Table) -> bool:
    return table.origin == "migration" or (table.origin == "ddl" and is_migration(table.file))


def _task(ctx: Context, found: Drift) -> Task:
    path, migrations = ctx.source.path, migrations_in(ctx.project.paths)
    said = [f"`{c.name}` ({c.type}) is new" for c in found.new]
    said += [f"`{name}` is no longer in the model" for name in found.old]
    return Task(
        goal=f"Write the migration for `{found.table.name}` ({path}): {found}. {'; '.join(said)}.",
        rules=(
            *ctx.idiom("migrations"),
            "It comes after the last migration and is named like the others.",
            "It can be undone: write the way back, and say what it loses.",
            (
                "The running version of the code must survive it: add first, backfill in batches,"
                " switch, and drop in a later migration; a rename is an addition and a removal."
            ),
            "A NOT NULL column comes with a default, or after a backfill.",
            "Leave the models and older migrations as they are.",
        ),
        related=(path, *migrations[-3:]),
        wrong=partial(
            wrong,
            path=path,
            model=found.table.model,
            table=found.table.name,
            lacks=ctx.orm.lacks if ctx.orm is not None else None,
        ),
    )


def wrong(
    before: Project, after: Project, *, path: str, model: str, table: str, lacks: Lacks | None
) -> tuple[str, ...]:
    """What is not right yet: there is none, it makes other columns, or has no way back."""
    texts = compared.changed(before, after)
    written = {p: text for p, text in texts.items() if is_migration(p)}
    if not written:
        return ("No migration is written yet, in the folder of the others.",)
    found = [
        f"{p} is a migration that may have run; write a new one."
        for p in written
        if p in before.files
    ]
    facts = after.files.get(path)
    now = next((t for t in facts.tables if t.model == model), None) if facts else None
    left = drift(after, now, lacks) if now is not None else None
    if now is None:
        found.append(f"The model of `{table}` is gone from {path}; leave it.")
    elif left is not None and left.new:
        found.append(f"{left}, still.".capitalize() if not left.created else f"{left}, still.")
    for p, text in written.items():
        if DOWN.search(text) or ONE_WAY.search(text):
            found.append(f"{p} has no way back; write it.")
    return tuple(found)


ACTION = Action(
    id="write-migration",
    title="Write migration",
    offer=offer,
    doc=__doc__ or "",
)
