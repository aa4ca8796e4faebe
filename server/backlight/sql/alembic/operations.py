"""Operations of Alembic as the statements that it sends to PostgreSQL."""

from collections.abc import Callable, Iterator, Mapping

from backlight.analysis.python_values import Call, Literal
from backlight.analysis.quoting import ident
from backlight.analysis.syntax import Source
from backlight.sql.alembic.columns import (
    TABLE_LEVEL,
    column,
    constraint,
    default,
    flag,
    optional,
    primary,
    string,
)
from backlight.sql.alembic.constraints import (
    check,
    create_index,
    drop_constraint,
    drop_index,
    foreign_key,
    place,
    primary_key,
    table_of,
    unique,
)
from backlight.sql.alembic.reading import Reader, Step
from backlight.sql.alembic.types import enum, enums, type_of
from backlight.sql.written import Script, Untold, idents

ROWS = frozenset({"bulk_insert"})
"""Operations that move rows and change no table."""


def script(source: Source) -> Script:
    """Both ways of one migration; raises `Untold` if the way up cannot be told."""
    reader = Reader(source)
    up = ";\n".join(_statements(reader, "upgrade"))
    try:
        down, unclear = ";\n".join(_statements(Reader(source), "downgrade")), ""
    except Untold as error:
        down, unclear = "", str(error)
    return Script(up, down, tuple(reader.skipped), unclear)


def past(source: Source) -> Script:
    """The way up of one that ran long ago: what cannot be told is left out, and said."""
    reader = Reader(source, lenient=True)
    up = ";\n".join(_statements(reader, "upgrade"))
    return Script(up, "", tuple(reader.skipped))


def _statements(reader: Reader, function: str) -> Iterator[str]:
    for step in reader.steps(function):
        if step.name in ROWS:
            continue
        speaks = SPEAKS.get(step.name)
        try:
            if speaks is None:
                raise Untold(f"line {step.call.line} calls `{step.call.name}`")  # noqa: TRY301 - one way to leave it out
            yield from list(speaks(step, reader))
        except Untold as error:
            reader.skip(error)


def _create_table(step: Step, reader: Reader) -> Iterator[str]:
    table = table_of(step, reader)
    given = [one for arg in step.call.args[1:] for one in reader.spread(arg)]
    calls = [one for arg in given if isinstance(one := reader.resolved(arg), Call)]
    columns = [one for one in calls if one.name.rpartition(".")[2] == "Column"]
    others = [one for one in calls if one.name.rpartition(".")[2] in TABLE_LEVEL]
    if len(calls) != len(given) or len(columns) + len(others) != len(calls):
        raise Untold(f"a part of the table {table} is known only when it runs")
    keys = primary(columns, reader)
    said = next((o for o in others if o.name.endswith("PrimaryKeyConstraint")), None)
    names = [reader.resolved(one) for one in said.args] if said is not None else []
    alone = tuple(str(one.value) for one in names if isinstance(one, Literal)) or keys
    for one in columns:
        for type_ in one.args[1:]:
            yield from enums(type_, reader)
    lines = [column(one, reader, alone=alone if len(alone) == 1 else ()) for one in columns]
    lines += [f"PRIMARY KEY ({idents(keys)})"] if keys and said is None else []
    lines += [constraint(one, reader) for one in others]
    yield f"CREATE TABLE {table} ({', '.join(lines)})"
    for one in columns:
        yield from _own_index(one, table, reader)


def _own_index(one: Call, table: str, reader: Reader) -> Iterator[str]:
    """The index of a column that asks for one."""
    if flag(one, "index", reader):
        name = string(one.argument(0, "name"), reader, "the name of a column")
        bare = table.rpartition(".")[2].strip('"')
        unique = "UNIQUE " if flag(one, "unique", reader) else ""
        yield f"CREATE {unique}INDEX {ident(f'ix_{bare}_{name}')} ON {table} ({ident(name)})"


def _drop_table(step: Step, reader: Reader) -> Iterator[str]:
    yield f"DROP TABLE {table_of(step, reader)}"


def _add_column(step: Step, reader: Reader) -> Iterator[str]:
    said = reader.resolved(step.call.argument(place(step, 1), "column"))
    if not isinstance(said, Call):
        raise Untold(f"the column in line {step.call.line} is known only when it runs")
    table = table_of(step, reader)
    yield f"ALTER TABLE {table} ADD COLUMN {column(said, reader)}"
    yield from _own_index(said, table, reader)


def _drop_column(step: Step, reader: Reader) -> Iterator[str]:
    name = string(step.call.argument(place(step, 1), "column_name"), reader, "a column")
    yield f"ALTER TABLE {table_of(step, reader)} DROP COLUMN {ident(name)}"


def _alter_column(step: Step, reader: Reader) -> Iterator[str]:
    table, call = table_of(step, reader), step.call
    name = string(call.argument(place(step, 1), "column_name"), reader, "a column")
    head = f"ALTER TABLE {table} ALTER COLUMN {ident(name)}"
    if (type_ := call.keyword("type_")) is not None:
        using = optional(call, "postgresql_using", reader)
        yield f"{head} TYPE {type_of(type_, reader)}" + (f" USING {using}" if using else "")
    said = call.keyword("server_default")
    if said is not None and said != Literal(value=False):
        gone = said == Literal(None)
        yield f"{head} DROP DEFAULT" if gone else f"{head} SET DEFAULT {default(said, reader)}"
    nullable = flag(call, "nullable", reader)
    if nullable is not None:
        yield f"{head} {'DROP' if nullable else 'SET'} NOT NULL"
    if new := optional(call, "new_column_name", reader):
        yield f"ALTER TABLE {table} RENAME COLUMN {ident(name)} TO {ident(new)}"


def _rename_table(step: Step, reader: Reader) -> Iterator[str]:
    new = string(step.call.argument(1, "new_table_name"), reader, "the name of a table")
    yield f"ALTER TABLE {table_of(step, reader, 0, 'old_table_name')} RENAME TO {ident(new)}"


def _execute(step: Step, reader: Reader) -> Iterator[str]:
    said = string(step.call.argument(0, "sqltext"), reader, f"the SQL of line {step.call.line}")
    yield said.strip().rstrip(";")


def _type(step: Step, reader: Reader) -> Iterator[str]:
    """`status.create(op.get_bind())` of an enumeration."""
    owner, _, what = step.call.name.rpartition(".")
    made = reader.known.get(owner)
    if not isinstance(made, Call):
        raise Untold(f"line {step.call.line} calls `{step.call.name}`")
    name, creates = enum(made, reader)
    yield creates if what == "create" else f"DROP TYPE IF EXISTS {ident(name)}"


SPEAKS: Mapping[str, Callable[[Step, Reader], Iterator[str]]] = {
    "create_table": _create_table,
    "drop_table": _drop_table,
    "add_column": _add_column,
    "drop_column": _drop_column,
    "alter_column": _alter_column,
    "create_index": create_index,
    "drop_index": drop_index,
    "create_unique_constraint": unique,
    "create_primary_key": primary_key,
    "create_check_constraint": check,
    "create_foreign_key": foreign_key,
    "drop_constraint": drop_constraint,
    "rename_table": _rename_table,
    "execute": _execute,
    "create": _type,
    "drop": _type,
}
