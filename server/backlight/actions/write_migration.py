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
from functools import partial

from backlight.action import Action, Context, Offer, Task
from backlight.analysis import compared
from backlight.analysis.drift import Drift, Lacks, drift
from backlight.analysis.facts import Project
from backlight.analysis.places import is_migration, migrations_in

DOWN = re.compile(
    r"def downgrade\(\w*\)[^:\n]*:[ \t]*\n(?:\s*+(?:\"\"\"[^\"]*\"\"\"|#[^\n]*)[ \t]*\n)*+"
    r"\s*(?:(?:pass|\.\.\.)\s*)?(?:\n\S|$)"
    r"|down\s*\([^)]*\)[^{\n]*\{\s*\}"
)
"""A way back that does nothing."""
ONE_WAY = re.compile(r"RunPython\(\s*[\w.]+\s*,?\s*\)|RunSQL\(\s*[\"'][^\"']*[\"']\s*,?\s*\)")
"""A step of which nothing says how to undo it."""


def offer(ctx: Context) -> Offer | None:
    """Offered at a model that differs from what the migrations of the project make."""
    table = ctx.table
    if table is None or table.origin != "model":
        return None
    orm = next((one for one in ctx.orms if one.name == table.mapper), None)
    found = drift(ctx.project, table, orm.lacks if orm is not None else None)
    named = orm.named if orm is not None else None
    if found is None or (named is not None and not named(ctx.project, found.table, found.new)):
        return None
    migrate = orm.migrate if orm is not None else None
    return Offer(
        title=f"Write migration: {found}",
        span=found.table.span,
        task=_task(ctx, found, orm.lacks if orm is not None else None),
        rewrite=partial(migrate, ctx.project, found.table, tuple(c.name for c in found.new))
        if migrate is not None and found.created and not found.old
        else None,
    )


def _task(ctx: Context, found: Drift, lacks: Lacks | None) -> Task:
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
            lacks=lacks,
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
