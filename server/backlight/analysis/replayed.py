"""Tables as migrations leave them: made, changed, renamed and dropped, in the order of files."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from re import compile as regex
from typing import Any

from backlight.analysis.places import is_migration
from backlight.analysis.renamed import by_model, led
from backlight.analysis.tables import Column, Table

ORDERED = regex(r"(?:^|/)[BV]?\d+[_.-][^/]*(?:/migration\.sql)?$")
"""A file, or the folder of a migration of Prisma, whose name says when it runs."""
NUMBER = regex(r"(\d+)")


def is_step(table: Table) -> bool:
    """Whether a migration says it: a later one may change it."""
    return table.origin == "migration" or (table.origin == "ddl" and is_migration(table.file))


def in_turn(tables: Iterable[Table]) -> list[Table]:
    """What migrations say, in the order in which they run: `V2` comes before `V10`."""
    return sorted(filter(is_step, tables), key=lambda table: _turn(table.file))


def named(tables: Iterable[Table]) -> tuple[Table, ...]:
    """All that is said of tables, under their own names where it is said by those of models."""
    listed = tuple(tables)
    others = [table for table in listed if not is_step(table)]
    if not any(table.alias or table.former for table in listed):
        return listed
    steps, names = by_model(in_turn(listed), others)
    return tuple(led(table, names) for table in (*others, *steps))


def standing(tables: Iterable[Table]) -> tuple[Table, ...]:
    """All that is said of tables that are still there, under the names that they have now.

    Where files have no order, as many drops as there are tables made leave none, unless a
    model or a dump knows it.
    """
    listed = named(tables)
    steps = in_turn(listed)
    if not any(step.gone or step.former for step in steps):
        return listed
    left: dict[str, list[Table]] = {}
    drops: Counter[str] = Counter()
    for step in steps:
        key = step.name.lower()
        before = [replace(one, name=step.name) for one in left.pop(step.former.lower(), ())]
        mine = left.setdefault(key, [])
        mine += before
        if step.gone and ORDERED.search(step.file):
            mine.clear()
        elif step.gone:
            drops[key] += 1
        if not step.gone or step.columns:
            mine.append(step)
    others = [table for table in listed if not is_step(table)]
    known = {table.name.lower() for table in others}
    for step in steps:
        if step.former and not ORDERED.search(step.file) and step.former.lower() not in known:
            before = left.pop(step.former.lower(), [])
            left.setdefault(step.name.lower(), []).extend(
                replace(t, name=step.name) for t in before
            )
    for key, count in drops.items():
        if key not in known and count >= sum(table.complete for table in left[key]):
            del left[key]
    return (*others, *(table for tables in left.values() for table in tables))


def replayed(steps: Sequence[Table]) -> tuple[Column, ...]:
    """The columns that are left of a table after the migrations that speak of it.

    Where files have no order, a column that is dropped as often as it is made is gone.
    """
    columns: dict[str, Column] = {}
    for table in in_turn(steps):
        called = dict(_called(table, columns))
        for name in table.removed:
            columns.pop(name.lower(), None)
        columns |= {column.name.lower(): column for column in table.columns} | called
        _alter(columns, table)
    loose = [table for table in steps if not ORDERED.search(table.file)]
    for table in loose:  # What it speaks of may be made by any other
        _alter(columns, table)
    gone = Counter(name.lower() for table in loose for name in table.removed)
    gone.subtract(column.name.lower() for table in loose for column in table.columns)
    return tuple(column for name, column in columns.items() if gone.get(name, -1) < 0)


def _alter(columns: dict[str, Column], table: Table) -> None:
    """Change what a migration changes of the columns that are known."""
    for name, what, now in table.altered:
        facts: dict[str, Any] = {what: now}
        if (known := columns.get(name.lower())) is not None and what != "name":
            columns[name.lower()] = replace(known, **facts)


def _called(table: Table, columns: Mapping[str, Column]) -> Iterator[tuple[str, Column]]:
    """The columns that get another name, as they are."""
    for old, what, new in table.altered:
        if what == "name" and (known := columns.get(old.lower())) is not None:
            yield str(new).lower(), replace(known, name=str(new))


def _turn(file: str) -> tuple[tuple[int, str], ...]:
    return tuple((int(p), "") if p.isdecimal() else (-1, p) for p in NUMBER.split(file))
