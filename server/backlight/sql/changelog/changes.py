"""What changes of a changelog make of tables, whatever the changelog is written in."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from functools import partial

from backlight.analysis.tables import Column, Table

FILLED = (
    *("defaultValue", "defaultValueNumeric", "defaultValueBoolean", "defaultValueDate"),
    *("defaultValueComputed", "defaultValueSequenceNext", "autoIncrement"),
)
"""What says that the database fills a column itself."""

MOST = 2_000_000
"""Columns that are gone through in all; real changelogs stay far below, each change copies some."""


@dataclass(frozen=True, slots=True)
class Change:
    """One change, as `createTable` or `addColumn`."""

    kind: str
    words: Mapping[str, str]
    """Its attributes."""
    columns: tuple[Mapping[str, str], ...]
    """Its columns, each with its attributes and those of its constraints."""
    line: int


def tables(path: str, said: Iterable[Change]) -> tuple[Table, ...]:
    """The tables that changes touch, as they leave them; none if there is no end to them."""
    found: dict[str, Table] = {}
    left = MOST
    for change in said:
        name = change.words.get("tableName") or change.words.get("baseTableName") or ""
        carry_out = KINDS.get(change.kind)
        if change.kind in {"dropTable", "renameTable"}:
            _moved(found, change, path)
        elif carry_out is not None and name:
            table = found.get(name.lower()) or _blank(name, path, change.line)
            if (left := left - _effort(table, change)) < 0:
                return ()
            found[name.lower()] = carry_out(table, change)
    return tuple(found.values())


def _effort(table: Table, change: Change) -> int:
    """About how many names a change goes through."""
    size = len(table.columns) + len(table.removed) + sum(map(len, table.indexes))
    return len(change.columns) + size * (1 + change.words.get("baseColumnNames", "").count(","))


def _blank(name: str, path: str, line: int) -> Table:
    return Table(name=name, file=path, line=line, origin="migration", complete=False)


def _moved(found: dict[str, Table], change: Change, path: str) -> None:
    """A table that is dropped or gets another name; one of another file is left as it is."""
    old = change.words.get("tableName") or change.words.get("oldTableName") or ""
    table = found.pop(old.lower(), None)
    new = change.words.get("newTableName", "")
    if new:
        table = table or _blank(new, path, change.line)
        found[new.lower()] = replace(table, name=new)


def _create(table: Table, change: Change) -> Table:
    keys = tuple(c["name"] for c in change.columns if _yes(c, "primaryKey") and "name" in c)
    single = [(c["name"],) for c in change.columns if _yes(c, "unique") and "name" in c]
    return replace(
        table,
        columns=tuple(_column(c) for c in change.columns if c.get("name")),
        indexes=tuple(dict.fromkeys((*((keys,) if keys else ()), *single))),
        complete=True,
        line=change.line,
        removed=(),
    )


def _add(table: Table, change: Change) -> Table:
    new = {c["name"]: _column(c) for c in change.columns if c.get("name")}
    kept = (column for column in table.columns if column.name not in new)
    single = tuple((c["name"],) for c in change.columns if _yes(c, "unique") and "name" in c)
    gone = tuple(name for name in table.removed if name not in new)
    columns, indexes = (*kept, *new.values()), (*table.indexes, *single)
    return replace(table, columns=columns, indexes=indexes, removed=gone)


def _drop(table: Table, change: Change) -> Table:
    gone = tuple(filter(None, (change.words.get("columnName"), *_names(change))))
    low = {name.lower() for name in gone}
    kept = tuple(column for column in table.columns if column.name.lower() not in low)
    return replace(table, columns=kept, removed=tuple(dict.fromkeys((*table.removed, *gone))))


def _rename(table: Table, change: Change) -> Table:
    old, new = change.words.get("oldColumnName", ""), change.words.get("newColumnName", "")
    known = table.column(old) or Column(name=new, type=change.words.get("columnDataType", ""))
    kept = tuple(column for column in table.columns if column.name.lower() != old.lower())
    renamed = replace(known, name=new)
    return replace(table, columns=(*kept, renamed), removed=(*table.removed, old))


def _index(table: Table, change: Change) -> Table:
    names = tuple(_names(change)) or _listed(change.words.get("columnNames", ""))
    indexes = dict.fromkeys((*table.indexes, *((names,) if names else ())))
    unique = change.kind == "addUniqueConstraint" or _yes(change.words, "unique")
    found = replace(table, indexes=tuple(indexes))
    return (
        _marked(found, names, lambda c: replace(c, unique=True))
        if unique and len(names) == 1
        else found
    )


def _key(table: Table, change: Change) -> Table:
    names = _listed(change.words.get("columnNames", ""))
    found = _marked(table, names, lambda c: replace(c, primary_key=True, nullable=False))
    return replace(found, indexes=tuple(dict.fromkeys((*found.indexes, names))))


def _reference(table: Table, change: Change) -> Table:
    names = _listed(change.words.get("baseColumnNames", ""))
    targets = _listed(change.words.get("referencedColumnNames", ""))
    other = change.words.get("referencedTableName", "")
    for name, target in zip(names, targets, strict=False):
        table = _marked(table, (name,), partial(_leading, target=f"{other}.{target}"))
    return table


def _required(table: Table, change: Change) -> Table:
    name = change.words.get("columnName", "")
    free = change.kind == "dropNotNullConstraint"
    return _marked(table, (name,), lambda c: replace(c, nullable=free))


def _typed(table: Table, change: Change) -> Table:
    name = change.words.get("columnName", "")
    kind = change.words.get("newDataType", "")
    return _marked(table, (name,), lambda c: replace(c, type=kind))


KINDS: dict[str, Callable[[Table, Change], Table]] = {
    "createTable": _create,
    "addColumn": _add,
    "dropColumn": _drop,
    "renameColumn": _rename,
    "createIndex": _index,
    "addUniqueConstraint": _index,
    "addPrimaryKey": _key,
    "addForeignKeyConstraint": _reference,
    "addNotNullConstraint": _required,
    "dropNotNullConstraint": _required,
    "modifyDataType": _typed,
}
"""The changes that say something of a table."""


def _marked(table: Table, names: Iterable[str], more: Callable[[Column], Column]) -> Table:
    """More is known of some columns; of one that another file adds nothing can be kept."""
    low = {name.lower() for name in names}
    columns = (more(c) if c.name.lower() in low else c for c in table.columns)
    return replace(table, columns=tuple(columns))


def _leading(column: Column, target: str) -> Column:
    return replace(column, references=target)


def _column(said: Mapping[str, str]) -> Column:
    key = _yes(said, "primaryKey")
    return Column(
        name=said["name"],
        type=said.get("type", ""),
        nullable=not key and said.get("nullable", "true").lower() != "false",
        primary_key=key,
        unique=_yes(said, "unique"),
        references=_target(said),
        default=any(said.get(name, "false").lower() != "false" for name in FILLED),
    )


def _target(said: Mapping[str, str]) -> str:
    """`references="users(id)"`, or a table and a column apart."""
    if said.get("referencedTableName"):
        return f"{said['referencedTableName']}.{said.get('referencedColumnNames', 'id')}"
    return said.get("references", "").replace("(", ".").rstrip(")").replace(" ", "")


def _names(change: Change) -> list[str]:
    return [c["name"] for c in change.columns if c.get("name")]


def _listed(names: str) -> tuple[str, ...]:
    return tuple(name.strip() for name in names.split(",") if name.strip())


def _yes(said: Mapping[str, str], name: str) -> bool:
    return said.get(name, "").lower() == "true"
