"""The tables that models of Django are."""

from collections.abc import Iterator
from zlib import crc32

from backlight.analysis.python_values import Call, Literal, Value
from backlight.analysis.quoting import ident
from backlight.sql.django.fields import FORWARD, IDENTITY, MANY, column, column_of, typed
from backlight.sql.django.indexes import constraint, index
from backlight.sql.django.state import Model, State
from backlight.sql.django.values import items, last, text, true
from backlight.sql.relations import Column, Index, Relation
from backlight.sql.written import Untold

LONGEST = 63


def tables(state: State) -> dict[str, Relation]:
    """The tables of all models, with those that join two of them."""
    found: dict[str, Relation] = {}
    for model in state.models.values():
        if model.stored:
            found |= _tables(state, model)
    return found


def strangers(state: State) -> dict[str, Relation]:
    """Tables of apps that are not in the project, as far as keys lead to them."""
    wanted = [
        state.target(model, one.argument(0, "to"))
        for model in state.models.values()
        for one in model.fields.values()
        if last(one) in FORWARD | MANY
    ]
    missing = [one for one in dict.fromkeys(wanted) if one not in state.models]
    columns = {"id": Column("integer", nullable=False)}
    return {
        name: Relation(columns, {called(name, "pkey"): "PRIMARY KEY (id)"})
        for name in map("_".join, missing)
    }


def _tables(state: State, model: Model) -> Iterator[tuple[str, Relation]]:
    columns: dict[str, Column] = {}
    keys: dict[str, str] = {}
    indexes: dict[str, Index] = {}
    for name, one in model.fields.items():
        if last(one) in MANY:
            if one.keyword("through") is None:
                yield joined(state, model, name, one)
            continue
        where = column_of(name, one)
        if not where:
            continue
        type_ = typed(one) if last(one) not in FORWARD else _led(state, model, one, where, keys)
        columns[where] = column(one, type_)
        _alone(model.table, where, one, keys, indexes)
    if not any(true(one, "primary_key") for one in model.fields.values()):
        columns = {"id": Column("bigint", nullable=False)} | columns
        keys[called(model.table, "pkey")] = f"PRIMARY KEY ({ident('id')})"
    _listed(model, keys, indexes)
    yield model.table, Relation(columns, keys, indexes)


def _led(state: State, model: Model, one: Call, where: str, keys: dict[str, str]) -> str:
    """The type of a key that leads elsewhere, which is a constraint as well."""
    target = state.target(model, one.argument(0, "to"))
    table, key, type_ = state.key_of(target)
    other, name = state.models.get(target), text(one.keyword("to_field"))
    if name and other is not None and name in other.fields:
        key, type_ = other.named(name), typed(other.fields[name])
    if one.keyword("db_constraint") != Literal(value=False):
        said = f"FOREIGN KEY ({ident(where)}) REFERENCES {ident(table)} ({ident(key)})"
        keys[called(model.table, where, "fk")] = f"{said} DEFERRABLE INITIALLY DEFERRED"
    return type_


def _alone(
    table: str, where: str, one: Call, keys: dict[str, str], indexes: dict[str, Index]
) -> None:
    """What a field says of its own column."""
    if true(one, "primary_key"):
        keys[called(table, "pkey")] = f"PRIMARY KEY ({ident(where)})"
    elif true(one, "unique") or last(one) == "OneToOneField":
        keys[called(table, where, "key")] = f"UNIQUE ({ident(where)})"
    elif true(one, "db_index") or (
        (last(one) in FORWARD or last(one) == "SlugField")
        and one.keyword("db_index") != Literal(value=False)
    ):
        indexes[called(table, where, "idx")] = Index(f"({ident(where)})")
    if last(one).startswith("Positive"):
        keys[called(table, where, "check")] = f"CHECK ({ident(where)} >= 0)"


def _listed(model: Model, keys: dict[str, str], indexes: dict[str, Index]) -> None:
    """What a model says of several columns."""
    for option in ("unique_together", "index_together"):
        for some in _groups(model.options.get(option)):
            names = [model.named(one) for one in some]
            listed = f"({', '.join(map(ident, names))})"
            if option == "unique_together":
                keys[called(model.table, *names, "uniq")] = f"UNIQUE {listed}"
            else:
                indexes[called(model.table, *names, "idx")] = Index(listed)
    for name, said in (*model.indexes.items(), *model.constraints.items()):
        try:
            found = (
                index(said, model.named) if name in model.indexes else constraint(said, model.named)
            )
        except Untold:  # said where it was made
            continue
        if isinstance(found, Index):
            indexes[name] = found
        else:
            keys[name] = found


def _groups(said: Value | None) -> list[list[str]]:
    given = items(said)
    if given and all(text(one) for one in given):
        return [[text(one) for one in given]]
    return [[text(one) for one in items(some)] for some in given if items(some)]


def joined(state: State, model: Model, name: str, one: Call) -> tuple[str, Relation]:
    """The table of a relation between many and many."""
    target = state.target(model, one.argument(0, "to"))
    table = text(one.keyword("db_table")) or f"{model.table}_{name}"
    ours, theirs = f"{model.name.lower()}_id", f"{target[1]}_id"
    if target == model.key:
        ours, theirs = f"from_{ours}", f"to_{theirs}"
    columns = {"id": Column("bigint", nullable=False, more=IDENTITY)}
    keys = {called(table, "pkey"): f"PRIMARY KEY ({ident('id')})"}
    keys[called(table, "uniq")] = f"UNIQUE ({ident(ours)}, {ident(theirs)})"
    for where, to in ((ours, model.key), (theirs, target)):
        there, key, type_ = state.key_of(to)
        columns[where] = Column(type_, nullable=False)
        keys[called(table, where, "fk")] = (
            f"FOREIGN KEY ({ident(where)}) REFERENCES {ident(there)} ({ident(key)}) "
            "DEFERRABLE INITIALLY DEFERRED"
        )
    return table, Relation(columns, keys, {})


def called(*words: str) -> str:
    """A name that no other has; Django's own end in another digest."""
    name = "_".join(words)
    return name if len(name) <= LONGEST else f"{name[: LONGEST - 9]}_{crc32(name.encode()):08x}"
