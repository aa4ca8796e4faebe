"""What is done to columns of tables that are there."""

from dataclasses import replace

from backlight.analysis.quoting import ident
from backlight.sql.rails.columns import column, default
from backlight.sql.rails.made import Made, changed, table
from backlight.sql.rails.reading import Step
from backlight.sql.rails.tables import put, timed
from backlight.sql.relations import Column, Moved, Relation, Relations
from backlight.sql.written import Untold


def add(tables: Relations, step: Step) -> Made:
    """A column more."""
    name, one = table(tables, step)
    return changed(tables, name, put(one, step.text(1), column(step.text(2), step), step))


def remove(tables: Relations, step: Step) -> Made:
    """Columns that go, with what names them."""
    gone = [str(part) for part in step.given[1:] if isinstance(part, str)]
    single = step.name == "remove_column"
    typed = len(gone) > 1 if single else "type" in step.named
    final = "" if typed else _typeless(step)
    return replace(_dropped(tables, step, gone[:1] if single else gone), final=final)


def _dropped(tables: Relations, step: Step, gone: list[str]) -> Made:
    """The table without columns; what is not there fails as it does in the database."""
    name, one = table(tables, step)
    head = f"ALTER TABLE {ident(name)} DROP COLUMN"
    absent = tuple(f"{head} {ident(part)}" for part in gone if part not in one.columns)
    made = changed(tables, name, without(one, gone))
    return made if step.named.get("if_exists") is True else replace(made, sql=absent)


def _typeless(step: Step) -> str:
    return f"line {step.line} does not say what type the column had"


def without(one: Relation, gone: list[str]) -> Relation:
    """A table without columns, and without the keys and indexes that name them."""
    names = [ident(part) for part in gone]
    columns = {name: column for name, column in one.columns.items() if name not in gone}
    keys = {k: said for k, said in one.keys.items() if not any(n in said for n in names)}
    indexes = {k: i for k, i in one.indexes.items() if not any(n in i.body for n in names)}
    return Relation(columns, keys, indexes)


def rename(tables: Relations, step: Step) -> Made:
    """A column by another name."""
    name, one = table(tables, step)
    old, new = step.text(1), step.text(2)
    if old not in one.columns:
        said = f"ALTER TABLE {ident(name)} RENAME COLUMN {ident(old)} TO {ident(new)}"
        return Made(tables, sql=(said,))
    names = ident(old), ident(new)
    made = Relation(
        {new if n == old else n: column for n, column in one.columns.items()},
        {k: said.replace(*names) for k, said in one.keys.items()},
        {k: replace(i, body=i.body.replace(*names)) for k, i in one.indexes.items()},
    )
    return Made({**tables, name: made}, Moved((), ((name, old, new),)))


def change(tables: Relations, step: Step) -> Made:
    """A column of another type."""
    was = _was(tables, step)
    made = column(step.text(2), step)
    if "null" not in step.named:
        made = replace(made, nullable=was.nullable)
    if "default" not in step.named:
        made = replace(made, default=was.default)
    final = f"line {step.line} does not say what the column was before"
    return replace(_anew(tables, step, made), final=final)


def null(tables: Relations, step: Step) -> Made:
    """Whether a column may be null."""
    nullable = (*step.given, None, None, None)[2] is True
    return _anew(tables, step, replace(_was(tables, step), nullable=nullable))


def default_of(tables: Relations, step: Step) -> Made:
    """What the server fills in."""
    was = _was(tables, step)
    both = "from" in step.named and "to" in step.named
    given = step.named.get("to") if both else (*step.given, None, None, None)[2]
    made = replace(was, default=default(given, was.type))
    final = "" if both else f"line {step.line} does not say what the default was (`from:`, `to:`)"
    return replace(_anew(tables, step, made), final=final)


def _was(tables: Relations, step: Step) -> Column:
    found = table(tables, step)[1].columns.get(step.text(1))
    if found is None:
        raise Untold(f"the column `{step.text(1)[:40]}` of line {step.line} is not known")
    return found


def _anew(tables: Relations, step: Step, made: Column) -> Made:
    """The table with a column that is there as it is from now on."""
    name, one = table(tables, step)
    return changed(tables, name, replace(one, columns={**one.columns, step.text(1): made}))


def timestamps(tables: Relations, step: Step) -> Made:
    """`created_at` and `updated_at`, which come or go."""
    name, one = table(tables, step)
    if step.name == "remove_timestamps":
        return _dropped(tables, step, ["created_at", "updated_at"])
    return changed(tables, name, timed(one, step))
