"""Models that inherit from classes of other files: their columns are theirs as well."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace

from backlight.analysis.facts import FileFacts
from backlight.analysis.tables import Mixin, Table

ROOTS = frozenset(
    {"Base", "Model", "SQLModel", "DeclarativeBase", "MappedAsDataclass", "UserMixin", "object"}
)
"""Bases that add no column of their own, as far as is usual."""
DEPTH = 8


def inherited(files: Iterable[FileFacts]) -> Iterator[Table]:
    """Each table with what the bases of its model add; it is complete if all of them are known.

    A base is found by its name. Where two classes of one name differ, it stays unknown.
    """
    known: dict[str, list[Mixin]] = {}
    facts = tuple(files)
    for mixin in (mixin for one in facts for mixin in one.mixins):
        known.setdefault(mixin.name, []).append(mixin)
    for table in (table for one in facts for table in one.tables):
        yield _with_bases(table, known) if table.bases else table


def _with_bases(table: Table, known: Mapping[str, list[Mixin]]) -> Table:
    columns = {column.name.lower(): column for column in table.columns}
    taken = {*table.relations, *(c.attribute or c.name for c in table.columns)}
    relations, single, indexes = dict(table.relations), list(table.single), list(table.indexes)
    complete, eager = True, list(table.eager)
    for mixin in _bases(table.bases, known):
        if mixin is None:
            complete = False
            continue
        complete = complete and mixin.complete
        for column in () if mixin.table else mixin.columns:
            if (column.attribute or column.name) not in taken:
                columns.setdefault(column.name.lower(), column)
        for name, model in mixin.relations.items():
            if name not in taken:
                relations.setdefault(name, model)
                single += [name] if name in mixin.single else []
        indexes += () if mixin.table else mixin.indexes
        eager += [name for name in mixin.eager if name not in taken]
    return replace(
        table,
        columns=tuple(columns.values()),
        relations=relations,
        single=tuple(dict.fromkeys(single)),
        eager=tuple(dict.fromkeys(eager)),
        indexes=tuple(dict.fromkeys(indexes)),
        complete=complete,
    )


def _bases(names: tuple[str, ...], known: Mapping[str, list[Mixin]]) -> Iterator[Mixin | None]:
    """What is known of each base and of their bases in turn; `None` for one that is not known."""
    todo, seen = [(name, 0) for name in names], set[str]()
    while todo:
        name, depth = todo.pop(0)
        if name in seen or depth > DEPTH:
            continue
        seen.add(name)
        found = known.get(name, [])
        if found and all(_same(one, found[0]) for one in found):
            yield found[0]
            todo += [(base, depth + 1) for base in found[0].bases if not found[0].table]
        elif found or name.rpartition(".")[2] not in ROOTS:
            yield None


def _same(one: Mixin, other: Mixin) -> bool:
    return (one.columns, one.bases, one.complete) == (other.columns, other.bases, other.complete)
