"""One schema out of all that a project says of its tables."""

from collections.abc import Iterable, Mapping
from dataclasses import replace

from backlight.analysis.dumps import pending
from backlight.analysis.led import led
from backlight.analysis.left_indexes import left, loose
from backlight.analysis.replayed import is_step, replayed, standing
from backlight.analysis.tables import Column, Schema, Table
from backlight.analysis.unnamed import placed

TRUST = ("ddl", "migration", "model")
"""DDL is what the database runs, a migration what it will run, a model what the code believes."""


def merged(tables: Iterable[Table]) -> Schema:
    """Tables of one name made one: columns are joined, and the most trusted word counts first.

    A column that any place knows is known: a check must not refuse what a stale dump lacks.
    """
    groups: dict[str, list[Table]] = {}
    for table in standing(placed(pending(tables))):
        groups.setdefault(table.name.lower(), []).append(table)
    return Schema(tuple(led([_one(group) for group in groups.values()])))


def _one(group: list[Table]) -> Table:
    ordered = sorted(group, key=lambda table: TRUST.index(table.origin))
    columns = _columns(ordered)
    model = next((table for table in ordered if table.model), None)
    unclear = any(table.unclear for table in ordered)
    whole = left(ordered)
    for name in loose(ordered, whole):
        if name in columns:
            columns[name] = replace(columns[name], unique=False)
    there = [replace(one, columns=_of(one.columns, columns)) for one in whole]
    indexes = dict.fromkeys(one.columns for one in there if one.columns and not one.where)
    return replace(
        ordered[0],
        columns=tuple(columns.values()),
        indexes=tuple(indexes),
        partial=tuple(one for one in there if one.columns and one.where),
        special=tuple(dict.fromkeys(body for table in ordered for body in table.special)),
        index_names={one.name: one.columns for one in there if one.name and one.columns},
        dropped=(),
        holds=(),
        model=model.model if model else "",
        model_file=model.file if model else "",
        mapper=next((table.mapper for table in ordered if table.mapper), ""),
        relations=model.relations if model else {},
        single=model.single if model else (),
        eager=model.eager if model else (),
        complete=any(table.complete for table in ordered) and not unclear,
        unclear=unclear,
        disputed=_disputed(ordered),
        removed=(),
        gone=False,
        former="",
        alias="",
        altered=(),
    )


def _columns(ordered: list[Table]) -> dict[str, Column]:
    """The columns by name, as the most trusted place has each."""
    columns: dict[str, Column] = {}
    steps = replace(ordered[0], columns=replayed(ordered))
    made = any(one.primary_key for one in steps.columns) and any(map(_makes, ordered))
    for table in (steps, *(t for t in ordered if not is_step(t))):
        for column in table.columns:
            if made and _supposed(column, table) and column.name.lower() not in columns:
                continue
            known = columns.setdefault(column.name.lower(), column)
            columns[column.name.lower()] = replace(
                known,
                attribute=known.attribute or column.attribute,
                references=known.references or column.references,
                primary_key=known.primary_key or (column.primary_key and table.origin == "ddl"),
            )
    return columns


def _supposed(column: Column, table: Table) -> bool:
    """Whether it is the key that a model has where it declares none; a base may declare another."""
    auto = column.type == "AutoField" and not column.attribute
    return auto and column.primary_key and table.origin == "model"


def _makes(table: Table) -> bool:
    return is_step(table) and table.complete


def _disputed(ordered: list[Table]) -> bool:
    """Whether places name different columns; files of migrations have no order of their own."""
    told = [t for t in ordered if not is_step(t) and t.complete]
    said = {frozenset(column.name.lower() for column in table.columns) for table in told}
    migrated = [table for table in ordered if is_step(table)]
    if any(table.complete for table in migrated):
        said.add(frozenset(column.name.lower() for column in replayed(migrated)))
    return len(said) > 1 or (not told and any(table.removed for table in migrated))


def _of(index: tuple[str, ...], columns: Mapping[str, Column]) -> tuple[str, ...]:
    """An index by the names of columns that are there; empty if one of them is not."""
    names = {column.attribute.lower(): column.name for column in columns.values()}
    found = [names.get(name.lower(), name) for name in index]
    return tuple(found) if all(name.lower() in columns for name in found) else ()
