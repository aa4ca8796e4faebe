'''Design tables: keys, constraints and relations that the database keeps, with their migration.

It is designed from a comment that says what is to be stored, from words, or from a table.

```python
from sqlalchemy import Column, ForeignKey, Integer, Numeric, String
from sqlalchemy.orm import declarative_base

Base = declarative_base()


class User(Base):
    __tablename__ = "users"
    id = Column(Integer, primary_key=True)
    email = Column(String, unique=True, nullable=False)


# table orders: what a user ordered, its total, and when$0
```
-> agent writes
```python
from sqlalchemy import CheckConstraint, Column, DateTime, ForeignKey, Integer, Numeric, String, func
from sqlalchemy.orm import declarative_base

Base = declarative_base()


class User(Base):
    __tablename__ = "users"
    id = Column(Integer, primary_key=True)
    email = Column(String, unique=True, nullable=False)


class Order(Base):
    """What a user ordered, its total, and when."""

    __tablename__ = "orders"
    __table_args__ = (CheckConstraint("total >= 0", name="orders_total_positive"),)
    id = Column(Integer, primary_key=True)
    user_id = Column(ForeignKey("users.id", ondelete="RESTRICT"), nullable=False, index=True)
    total = Column(Numeric(12, 2), nullable=False)
    ordered_at = Column(DateTime(timezone=True), nullable=False, server_default=func.now())
```
'''

import re
from dataclasses import replace
from functools import partial

from backlight.action import Action, Context, Offer, Task
from backlight.analysis import compared
from backlight.analysis.facts import Project
from backlight.analysis.flaws import flaws
from backlight.analysis.places import is_migration, migrations_in
from backlight.analysis.tables import Schema, Table

SAID = re.compile(
    r"^(?:TODO\b[:\s]*)?(?:table|model|entity|schema|tables|models|entities)\b[\s:]+(\w.*)",
    re.IGNORECASE,
)
STEP = re.compile(
    r"\b(?:ALTER|CREATE)\s+(?:UNIQUE\s+)?(?:TABLE|INDEX)|\badd_(?!ddl)\w+\s|\bchange_\w+\s|create_table"
    r"|\bop\.\w+\(|migrations\.(?:Add|Alter|Create)\w+\(|queryRunner\.|addConstraint|<add\w+",
    re.IGNORECASE,
)
"""What a migration does to a table."""
FOREIGN = re.compile(
    r"FOREIGN KEY|REFERENCES|add_foreign_key|add_reference|ForeignKey", re.IGNORECASE
)
DISTINCT = re.compile(r"UNIQUE", re.IGNORECASE)
NEAR = 120


def offer(ctx: Context) -> Offer | None:
    """Offered at a comment that speaks of a table, and at a table or model."""
    said = SAID.match(ctx.comment)
    table = _known(ctx)
    if said is None and (table is None or table.origin == "migration"):
        return None
    if said is not None and ctx.stack is None and not ctx.project.schema.tables:
        return None
    problems = flaws(table) if table is not None and said is None else ()
    if said is not None:
        title = f"`{' '.join(said[1].split())[:60]}` of this comment"
    elif problems:
        title = problems[0] + (f" (and {len(problems) - 1} more)" if len(problems) > 1 else "")
    else:
        title = f"change `{table.name}` ({len(table.columns)} columns)" if table is not None else ""
    return Offer(
        title=f"Design schema: {title}",
        span=table.span if table is not None and said is None else ctx.span,
        task=_task(ctx, said[0] if said else "", table, problems),
        evident=said is not None,
        said=bool(problems),
    )


def _known(ctx: Context) -> Table | None:
    """The table at the cursor; of a model that says no columns itself, as the schema knows it."""
    table = ctx.table
    if table is None or table.columns:
        return table
    known = ctx.project.schema.table(table.name)
    return replace(known, span=table.span, origin=table.origin) if known is not None else table


def _task(ctx: Context, said: str, table: Table | None, problems: tuple[str, ...]) -> Task:
    path = ctx.source.path
    what = said or (f"the table `{table.name}`" if table is not None else "what the user asks for")
    known = f" What is known of it: {'; '.join(problems)}." if problems else ""
    migrations = migrations_in(ctx.project.paths)
    return Task(
        goal=f"Design the schema at {path}: {what}.{known}",
        rules=(
            *ctx.idiom("models"),
            *ctx.idiom("migrations"),
            "Third normal form, unless a measured reason speaks against it; say the reason.",
            (
                "What must hold is a constraint: keys, NOT NULL, uniqueness, checks, what a delete"
                " does."
            ),
            "Foreign keys have an index; money is decimal; times have a zone; a list is a table.",
            "Names follow the tables that are there.",
            (
                "Existing rows survive: what is added can be empty, or comes with a default or a"
                " backfill; nothing is dropped in the same step."
            ),
            "A comment that was the specification becomes the documentation of the table.",
        ),
        related=(
            path,
            *dict.fromkeys(t.file for t in ctx.project.schema.tables[:3]),
            *migrations[-2:],
        ),
        wrong=partial(
            wrong, name=table.name if table is not None and not said else "", had=problems
        ),
    )


def wrong(
    before: Project, after: Project, *, name: str, had: tuple[str, ...] = ()
) -> tuple[str, ...]:
    """What is not right yet: nothing changed, something is lost, or a flaw is left or new."""
    texts = compared.changed(before, after)
    changed = [t for t in after.schema.tables if _of(before.schema, t) != _shape(t)]
    steps = "\n".join(text for path, text in texts.items() if is_migration(path))
    if not changed and not STEP.search(steps):
        return ("No table, column, key or constraint is different yet.",)
    found = [
        f"`{old.name}.{column.name}` is gone; add first, remove in a later step."
        for old in before.schema.tables
        if (new := after.schema.table(old.name)) is not None
        for column in old.columns
        if new.column(column.name) is None
    ]
    old = {one.name: flaws(one) for one in before.schema.tables}
    found += [f"{flaw}." for t in changed for flaw in flaws(t) if flaw not in old.get(t.name, ())]
    found += [
        f"{flaw}, still."
        for t in changed
        if t.name == name
        for flaw in flaws(t)
        if flaw in had and not _mended(flaw, steps)
    ]
    tool = migrations_in(before.paths)
    if tool and not any(map(is_migration, texts)):
        found.append("The project has migrations; write the one for this change.")
    return tuple(dict.fromkeys(found))


def _mended(flaw: str, steps: str) -> bool:
    """Whether a migration speaks of the column of a flaw, and of what it lacks."""
    column = flaw.split("`")[1].rpartition(".")[2]
    lacks = FOREIGN if "no foreign key" in flaw else DISTINCT if "twice" in flaw else None
    said = lacks.finditer(steps) if lacks is not None else ()
    return any(column.removesuffix("_id") in steps[one.start() : one.end() + NEAR] for one in said)


def _of(schema: Schema, table: Table) -> object:
    known = schema.table(table.name)
    return _shape(known) if known is not None else None


def _shape(table: Table) -> object:
    """All of a table that a database keeps."""
    return table.name, table.columns, table.indexes, dict(table.relations)


ACTION = Action(
    id="design-schema",
    title="Design schema",
    offer=offer,
    asks="What is to be stored? For example: orders of a user, each with its lines and a total",
    doc=__doc__ or "",
)
