"""What is done to columns of tables that are there."""

from dataclasses import replace

from backlight.analysis.quoting import ident
from backlight.sql.rails.columns import column, default
from backlight.sql.rails.made import Made, changed, table
from backlight.sql.rails.reading import Step
from backlight.sql.rails.tables import put, timed
from backlight.sql.relations import Moved, Relation, Relations
from backlight.sql.written import Untold


def add(tables: Relations, step: Step) -> Made:
    """A column more."""
    name, one = table(tables, step)
    if step.named.get("if_not_exists") is True and step.text(1) in one.columns:
        return Made(tables)
    return changed(tables, name, put(one, step.text(1), column(step.text(2), step)))


def remove(tables: Relations, step: Step) -> Made:
    """Columns that go, with what names them."""
    name, one = table(tables, step)
    gone = [str(part) for part in step.given[1:] if isinstance(part, str)]
    single = step.name == "remove_column"
    typed = len(gone) > 1 if single else "type" in step.named
    final = "" if typed else _typeless(step)
    gone = gone[:1] if single else gone
    for part in gone:
        if part not in one.columns:
            head = f"ALTER TABLE {ident(name)} DROP COLUMN {ident(part)}"
            return Made(tables, sql=() if "if_exists" in step.named else (head,), final=final)
    return replace(changed(tables, name, without(one, gone)), final=final)


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
    name, one = table(tables, step)
    was = one.columns.get(step.text(1))
    made = column(step.text(2), step)
    if was is not None and "null" not in step.named:
        made = replace(made, nullable=was.nullable)
    if was is not None and "default" not in step.named:
        made = replace(made, default=was.default)
    final = f"line {step.line} does not say what the column was before"
    return replace(changed(tables, name, put(one, step.text(1), made)), final=final)


def null(tables: Relations, step: Step) -> Made:
    """Whether a column may be null."""
    name, one = table(tables, step)
    was = one.columns.get(step.text(1))
    if was is None or len(step.given) < 3:
        raise Untold(f"the column `{step.text(1)[:40]}` of line {step.line} is not known")
    return changed(
        tables, name, put(one, step.text(1), replace(was, nullable=step.given[2] is True))
    )


def default_of(tables: Relations, step: Step) -> Made:
    """What the server fills in."""
    name, one = table(tables, step)
    was = one.columns.get(step.text(1))
    if was is None:
        raise Untold(f"the column `{step.text(1)[:40]}` of line {step.line} is not known")
    both = "from" in step.named and "to" in step.named
    given = step.named.get("to") if both else (*step.given, None, None, None)[2]
    made = put(one, step.text(1), replace(was, default=default(given, was.type)))
    final = "" if both else f"line {step.line} does not say what the default was (`from:`, `to:`)"
    return replace(changed(tables, name, made), final=final)


def timestamps(tables: Relations, step: Step) -> Made:
    """`created_at` and `updated_at`, which come or go."""
    name, one = table(tables, step)
    if step.name == "remove_timestamps":
        return changed(tables, name, without(one, ["created_at", "updated_at"]))
    return changed(tables, name, timed(one, step))
