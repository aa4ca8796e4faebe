"""What is done to indexes and keys of tables that are there."""

from dataclasses import replace

from backlight.analysis.quoting import ident
from backlight.sql.rails.column_changes import without
from backlight.sql.rails.made import Made, changed, table
from backlight.sql.rails.reading import Step
from backlight.sql.rails.tables import checked, indexed, led, referred
from backlight.sql.relations import Relation, Relations
from backlight.sql.written import Untold


def add_index(tables: Relations, step: Step) -> Made:
    """An index more."""
    name, one = table(tables, step)
    return changed(tables, name, indexed(name, one, (*step.given, "")[1], step))


def remove_index(tables: Relations, step: Step) -> Made:
    """An index that goes, by its name or its columns."""
    name, one = table(tables, step)
    columns = (*step.given, None)[1] or step.named.get("column")
    wanted = step.named.get("name")
    if not isinstance(wanted, str) and columns is not None:
        plain = Step("index", step.line)
        ((usual, made),) = indexed(name, Relation(), columns, plain).indexes.items()
        alike = (k for k, i in one.indexes.items() if i.body.partition(" WHERE")[0] == made.body)
        wanted = next(alike, usual)
    if not isinstance(wanted, str):
        raise Untold(f"the index of line {step.line} is known only when it runs")
    final = "" if columns is not None else f"line {step.line} does not say what the index was of"
    if wanted not in one.indexes:
        exists = step.named.get("if_exists") is True
        return Made(tables, sql=() if exists else (f"DROP INDEX {ident(wanted)}",), final=final)
    kept = {k: i for k, i in one.indexes.items() if k != wanted}
    return replace(changed(tables, name, replace(one, indexes=kept)), final=final)


def rename_index(tables: Relations, step: Step) -> Made:
    """An index by another name."""
    name, one = table(tables, step)
    old, new = step.text(1), step.text(2)
    _there(step, "index", found=old in one.indexes)
    indexes = {new if k == old else k: i for k, i in one.indexes.items()}
    return changed(tables, name, replace(one, indexes=indexes))


def reference(tables: Relations, step: Step) -> Made:
    """A column that leads to another table."""
    name, one = table(tables, step)
    return changed(tables, name, referred(name, one, step.text(1), step, tables))


def unreference(tables: Relations, step: Step) -> Made:
    """One of these that goes."""
    name, one = table(tables, step)
    gone = [f"{step.text(1)}_id"]
    gone += [f"{step.text(1)}_type"] if "polymorphic" in step.named else []
    _there(step, "reference", found=gone[0] in one.columns)
    return changed(tables, name, without(one, gone))


def key(tables: Relations, step: Step) -> Made:
    """A key to another table."""
    name, one = table(tables, step)
    return changed(tables, name, led(name, one, step, step.text(1)))


def unkey(tables: Relations, step: Step) -> Made:
    """One of these that goes."""
    name, one = table(tables, step)
    to, column_ = ident(step.text(1)), step.named.get("column")
    wanted = step.named.get("name")
    gone = {
        key
        for key, said in one.keys.items()
        if key == wanted
        or (f"REFERENCES {to} " in said and step.text(1))
        or (isinstance(column_, str) and f"FOREIGN KEY ({ident(column_)})" in said)
    }
    _there(step, "key", found=bool(gone))
    kept = {key: said for key, said in one.keys.items() if key not in gone}
    return changed(tables, name, replace(one, keys=kept))


def check(tables: Relations, step: Step) -> Made:
    """A condition that every row meets."""
    name, one = table(tables, step)
    return changed(tables, name, checked(name, one, step, step.text(1)))


def uncheck(tables: Relations, step: Step) -> Made:
    """One of these that goes."""
    name, one = table(tables, step)
    said, wanted = f"CHECK ({step.text(1)})", step.named.get("name")
    gone = {k for k, s in one.keys.items() if k == wanted or s.removesuffix(" NOT VALID") == said}
    _there(step, "check", found=bool(gone))
    kept = {k: s for k, s in one.keys.items() if k not in gone}
    return changed(tables, name, replace(one, keys=kept))


def _there(step: Step, what: str, *, found: bool) -> None:
    if not found and step.named.get("if_exists") is not True:
        raise Untold(f"the {what} of line {step.line} is not known")
