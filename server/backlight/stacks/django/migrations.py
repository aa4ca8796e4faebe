"""Tables from one migration: what it creates, adds, changes and takes away."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from pathlib import PurePosixPath

from backlight.analysis.python_read import outline
from backlight.analysis.python_values import Literal, Many, Value
from backlight.analysis.syntax import Source
from backlight.analysis.tables import Table
from backlight.stacks.django import dropped as drops
from backlight.stacks.django.fields import Field, column, columns, field, table_of
from backlight.stacks.django.models import app_of, listed_indexes, partial_indexes, text
from backlight.stacks.django.operations import Operation, called, deleted, operations, renamed


def tables(source: Source) -> tuple[Table, ...]:
    """What a migration says of tables, one entry for each table it touches."""
    if "migrations" not in PurePosixPath(source.path).parts:
        return ()
    said = outline(source)
    given = said.values.get("Migration.operations")
    found: list[Table] = []
    for call in operations(given.items if isinstance(given, Many) else (), SPEAKS):
        speaks = SPEAKS[call.name.rpartition(".")[2]]
        for one in speaks(Operation(call, source.path, app_of(source.path), said.imports)):
            _take(found, one)
    return tuple(found)


def _take(found: list[Table], one: Table) -> None:
    """One more operation: it changes what is said of its table, or it comes after it."""
    before = next((n for n, table in enumerate(found) if table.name == one.name), None)
    if before is None or one.former or one.gone or found[before].former or found[before].gone:
        found.append(one)
    else:
        found[before] = _then(found[before], one)


def _then(before: Table, one: Table) -> Table:
    """What an operation makes of the table that earlier ones of the same file left."""
    columns = {column.name: column for column in before.columns if column.name not in one.removed}
    columns |= {column.name: column for column in one.columns}
    removed = dict.fromkeys((*before.removed, *one.removed))
    indexes, names = drops.kept(before.indexes, before.index_names, one.dropped)
    return replace(
        before,
        columns=tuple(columns.values()),
        indexes=tuple(dict.fromkeys((*indexes, *one.indexes))),
        index_names={**names, **one.index_names},
        partial=(*drops.left(before.partial, one.dropped), *one.partial),
        dropped=(*before.dropped, *one.dropped),
        removed=tuple(name for name in removed if name not in columns),
        complete=before.complete or one.complete,
    )


def _create(one: Operation) -> Iterator[Table]:
    """`CreateModel`: all fields, and the indexes that its options list."""
    options = _options(one.call.argument(2, "options"))
    if options.get("proxy") == Literal(value=True):
        return
    fields: dict[str, Field] = {}
    for pair in _items(one.call.argument(1, "fields")):
        name, said = (*_items(pair), None, None)[:2]
        if name is not None and (known := field(one.imports, text(name), said)) is not None:
            fields[known.name] = known
    names = {known.name: known.column for known in fields.values()}
    listed = [i for key in TOGETHER for i in listed_indexes(options.get(key))]
    usual, own = one.table(one.text(0, "name")), text(options.get("db_table"))
    single = [(known.column,) for known in fields.values() if known.column and known.indexed]
    yield replace(
        usual,
        name=own or usual.name,
        alias=usual.name if own not in {"", usual.name} else "",
        columns=tuple(columns(fields, _targets(fields.values(), one))),
        indexes=(*single, *(tuple(names.get(n, n) for n in some) for some in listed)),
        index_names={
            **{drops.of_field(some[0]): some for some in single},
            **{
                name: tuple(names.get(n, n) for n in some)
                for key in ("indexes", "constraints")
                for name, some in drops.named(options.get(key))
            },
            **{
                drops.of_kind(key, some): tuple(names.get(n, n) for n in some)
                for key in ("unique_together", "index_together")
                for some in listed_indexes(options.get(key))
            },
        },
        partial=tuple(p for k in TOGETHER for p in partial_indexes(options.get(k), names)),
        complete=True,
    )


def _field(one: Operation) -> Iterator[Table]:
    """`AddField` and `AlterField`."""
    known = field(one.imports, one.text(1, "name"), one.call.argument(2, "field"))
    if known is None or not known.column:
        return
    yield replace(
        one.table(one.text(0, "model_name")),
        columns=(column(known, _targets([known], one)),),
        indexes=((known.column,),) if known.indexed else (),
        index_names={drops.of_field(known.column): (known.column,)} if known.indexed else {},
        dropped=() if known.indexed else (drops.of_field(known.column),),
    )


def _remove(one: Operation) -> Iterator[Table]:
    """`RemoveField` and the old name of `RenameField`; its column may be named for a key."""
    name = one.text(1, "name") or one.text(1, "old_name")
    yield replace(one.table(one.text(0, "model_name")), removed=(name, f"{name}_id"))


def _index(one: Operation) -> Iterator[Table]:
    """`AddIndex` and `AddConstraint`."""
    given = one.call.argument(1, "index") or one.call.argument(1, "constraint")
    listed = Many((given,)) if given is not None else None
    for some in partial_indexes(listed, {}):
        yield replace(one.table(one.text(0, "model_name")), partial=(some,))
    for fields in listed_indexes(listed):
        names = dict(drops.named(listed))
        yield replace(one.table(one.text(0, "model_name")), indexes=(fields,), index_names=names)


def _drop(one: Operation) -> Iterator[Table]:
    """`RemoveIndex` and `RemoveConstraint`."""
    if name := one.text(1, "name"):
        yield replace(one.table(one.text(0, "model_name")), dropped=(name,))


def _together(one: Operation) -> Iterator[Table]:
    """`AlterUniqueTogether` and `AlterIndexTogether`: the sets that there are from now on."""
    unique = one.call.name.endswith("UniqueTogether")
    kind = "unique_together" if unique else "index_together"
    listed = tuple(listed_indexes(one.call.argument(1, kind)))
    yield replace(
        one.table(one.text(0, "name")),
        indexes=listed,
        index_names={drops.of_kind(kind, fields): fields for fields in listed},
        dropped=(drops.every(kind),),
    )


TOGETHER = ("unique_together", "index_together", "indexes", "constraints")
SPEAKS: dict[str, Callable[[Operation], Iterator[Table]]] = {
    "CreateModel": _create,
    "AlterModelTable": called,
    "RenameModel": renamed,
    "DeleteModel": deleted,
    "AddField": _field,
    "AlterField": _field,
    "RemoveField": _remove,
    "RenameField": _remove,
    "AddIndex": _index,
    "AddConstraint": _index,
    "RemoveIndex": _drop,
    "RemoveConstraint": _drop,
    "AlterUniqueTogether": _together,
    "AlterIndexTogether": _together,
}


def _targets(fields: Iterable[Field], one: Operation) -> dict[str, str]:
    return {f.target: table_of(f.target, one.app, one.imports) for f in fields if f.target}


def _options(said: Value | None) -> dict[str, Value]:
    if not isinstance(said, Many):
        return {}
    return {text(key): value for key, value in zip(said.keys, said.items, strict=False)}


def _items(said: Value | None) -> tuple[Value, ...]:
    return said.items if isinstance(said, Many) else ()
