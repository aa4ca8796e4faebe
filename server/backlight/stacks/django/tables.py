"""Tables from the models and the migrations of a file."""

from collections.abc import Iterator, Mapping
from pathlib import PurePosixPath
from re import compile as regex

from backlight.analysis.python import Module
from backlight.analysis.python_read import outline
from backlight.analysis.syntax import Source
from backlight.analysis.tables import Column, PartialIndex, Table
from backlight.stacks.django import migrations
from backlight.stacks.django.fields import COLLECTIONS, FORWARD, MANY, columns, table_of
from backlight.stacks.django.models import (
    LENT,
    Model,
    listed_indexes,
    model,
    option,
    partial_indexes,
    table_name,
    text,
)

CLASS = regex(rb"\bclass\s+\w+\s*\(")
WORDS = (b"Model", b"Field(", b"Key(", b"AbstractUser", b"AbstractBaseUser", b"PermissionsMixin")
"""A file of classes with none of these words holds no model, and is not read for them."""


def tables(source: Source) -> tuple[Table, ...]:
    """What a file says of tables: a migration its operations, any other its models."""
    if "migrations" in PurePosixPath(source.path).parts:
        return migrations.tables(source)
    return of_models(source)


def of_models(source: Source) -> tuple[Table, ...]:
    """The tables of a file's models; an abstract one has none."""
    data = source.text.data
    if CLASS.search(data) is None or not any(word in data for word in WORDS):
        return ()
    said = outline(source)
    found = []
    for name in said.classes:
        one = model(said, name)
        if one is not None and not one.abstract and not option(said, one.name, "proxy"):
            found.append(_table(said, one))
            found.extend(_between(said, one))
    return tuple(found)


def _table(said: Module, one: Model) -> Table:
    name = table_name(said, one)
    targets = {f.target: _target(said, one, f.target) for f in one.fields.values() if f.target}
    found = list(columns(one.fields, targets))
    if any(lent.endswith("_ptr_id") for lent in one.lent):
        found = [column for column in found if column.name != "id"]
    found += [_lent(lent, one) for lent in one.lent]
    usual = f"{one.app}_{one.name}".lower().strip("_")
    return Table(
        name=name,
        alias=usual if usual != name else "",
        file=said.path,
        line=one.declared.line,
        columns=tuple(found),
        indexes=tuple(dict.fromkeys((*_keys(found), *_indexes(said, one)))),
        partial=tuple(_partial(said, one)),
        origin="model",
        model=one.name,
        relations={
            f.name: one.name if f.target == "self" else f.target.rpartition(".")[2]
            for f in one.fields.values()
            if f.kind in FORWARD | COLLECTIONS and f.target
        },
        span=one.declared.span,
        complete=one.complete,
    )


def _lent(name: str, one: Model) -> Column:
    """A column that a base gives; the key that leads to the row of a base is the key itself."""
    leads = name.endswith("_ptr_id")
    return Column(
        name=name,
        type=LENT.get(name, "OneToOneField" if leads else ""),
        nullable=name == "last_login",
        primary_key=leads and not any(f.says("primary_key") for f in one.fields.values()),
    )


def _target(said: Module, one: Model, target: str) -> str:
    """The table that a field of a model points to."""
    other = one if target == "self" else model(said, target)
    return table_name(said, other) if other is not None else table_of(target, one.app, said.imports)


def _between(said: Module, one: Model) -> Iterator[Table]:
    """The tables that Django makes itself for collections on both sides."""
    mine = table_name(said, one)
    for f in one.fields.values():
        if f.kind not in MANY or f.call.keyword("through") is not None or not f.target:
            continue
        target = _target(said, one, f.target)
        last = one.name if f.target == "self" else f.target.rpartition(".")[2]
        left, right = f"{one.name.lower()}_id", f"{last.lower()}_id"
        if left == right:
            left, right = f"from_{left}", f"to_{right}"
        name = text(f.call.keyword("db_table")) or f"{mine}_{f.name}"
        yield _pairs(said, one, name, {left: mine, right: target})
    if "is_superuser" in one.lent:
        held = {f"{one.name.lower()}_id": mine}
        yield _pairs(said, one, f"{mine}_groups", held | {"group_id": "auth_group"})
        more = held | {"permission_id": "auth_permission"}
        yield _pairs(said, one, f"{mine}_user_permissions", more)


def _pairs(said: Module, one: Model, name: str, keys: Mapping[str, str]) -> Table:
    """A table of two keys, each with the table that it leads to."""
    made = Column(name="id", type="AutoField", nullable=False, primary_key=True, unique=True)
    kind = "ForeignKey"
    leads = (
        Column(name=key, type=kind, nullable=False, references=f"{table}.id")
        for key, table in keys.items()
    )
    return Table(
        name=name,
        file=said.path,
        line=one.declared.line,
        columns=(made, *leads),
        indexes=(*((key,) for key in keys), tuple(keys)),
        origin="model",
    )


def _keys(found: list[Column]) -> Iterator[tuple[str, ...]]:
    return ((column.name,) for column in found if column.primary_key)


def _partial(said: Module, one: Model) -> Iterator[PartialIndex]:
    """The indexes of some rows that `Meta` lists."""
    names = {f.name: f.column for f in one.fields.values()}
    for key in ("indexes", "constraints"):
        yield from partial_indexes(said.values.get(f"{one.name}.Meta.{key}"), names)


def _indexes(said: Module, one: Model) -> Iterator[tuple[str, ...]]:
    """The indexes of single fields, and those that `Meta` lists."""
    names = {f.name: f.column for f in one.fields.values()}
    yield from ((f.column,) for f in one.fields.values() if f.column and f.indexed)
    for key in ("unique_together", "index_together", "indexes", "constraints"):
        for fields in listed_indexes(said.values.get(f"{one.name}.Meta.{key}")):
            yield tuple(names.get(name, name) for name in fields)
