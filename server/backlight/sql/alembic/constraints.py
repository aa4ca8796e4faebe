"""Indexes and constraints that operations of Alembic make and drop."""

from collections.abc import Iterator

from backlight.analysis.python_values import Call, Many
from backlight.analysis.quoting import ident
from backlight.sql.alembic.columns import flag, foreign, optional, qualified, string, strings
from backlight.sql.alembic.reading import Reader, Step
from backlight.sql.written import Untold, idents


def table_of(step: Step, reader: Reader, at: int = 0, name: str = "table_name") -> str:
    """The table of an operation, with its schema."""
    if step.table:
        return qualified(step.table, step.schema)
    table = string(step.call.argument(at, name), reader, "the name of a table")
    return qualified(table, optional(step.call, "schema", reader))


def place(step: Step, at: int) -> int:
    """Where an argument stands: behind the table, which a batch says once for all."""
    return at - 1 if step.table else at


def create_index(step: Step, reader: Reader) -> Iterator[str]:
    """An index, of columns or of expressions."""
    call = step.call
    listed = reader.resolved(call.argument(place(step, 2), "columns"))
    if not isinstance(listed, Many):
        raise Untold(f"the columns in line {call.line} are known only when it runs")
    keys = []
    for one in listed.items:
        said = string(one, reader, "a column of an index")
        keys.append(f"({said})" if isinstance(reader.resolved(one), Call) else ident(said))
    unique = "UNIQUE " if flag(call, "unique", reader) else ""
    apart = "CONCURRENTLY " if flag(call, "postgresql_concurrently", reader) else ""
    using = optional(call, "postgresql_using", reader)
    where = optional(call, "postgresql_where", reader)
    name = ident(string(call.argument(0, "index_name"), reader, "the name of an index"))
    made = f"CREATE {unique}INDEX {apart}{name} ON {table_of(step, reader, 1)}"
    made += f" USING {using}" if using.isalpha() else ""
    yield f"{made} ({', '.join(keys)})" + (f" WHERE {where}" if where else "")


def drop_index(step: Step, reader: Reader) -> Iterator[str]:
    """An index goes."""
    name = string(step.call.argument(0, "index_name"), reader, "the name of an index")
    apart = "CONCURRENTLY " if flag(step.call, "postgresql_concurrently", reader) else ""
    schema = step.schema or optional(step.call, "schema", reader)
    yield f"DROP INDEX {apart}{qualified(name, schema)}"


def _added(step: Step, reader: Reader, made: str) -> str:
    name = optional(step.call, "constraint_name", reader, 0)
    head = f"CONSTRAINT {ident(name)} " if name else ""
    return f"ALTER TABLE {table_of(step, reader, 1)} ADD {head}{made}"


def unique(step: Step, reader: Reader) -> Iterator[str]:
    """No two rows share these values."""
    names = strings(step.call.argument(place(step, 2), "columns"), reader, "columns")
    yield _added(step, reader, f"UNIQUE ({idents(names)})")


def primary_key(step: Step, reader: Reader) -> Iterator[str]:
    """The key of a table."""
    names = strings(step.call.argument(place(step, 2), "columns"), reader, "columns")
    yield _added(step, reader, f"PRIMARY KEY ({idents(names)})")


def check(step: Step, reader: Reader) -> Iterator[str]:
    """A condition that every row meets."""
    said = string(step.call.argument(place(step, 2), "condition"), reader, "a check")
    yield _added(step, reader, f"CHECK ({said})")


def foreign_key(step: Step, reader: Reader) -> Iterator[str]:
    """A key that leads to another table."""
    call = step.call
    there = string(call.argument(place(step, 2), "referent_table"), reader, "a table")
    there = qualified(there, optional(call, "referent_schema", reader))
    mine = strings(call.argument(place(step, 3), "local_cols"), reader, "columns")
    theirs = strings(call.argument(place(step, 4), "remote_cols"), reader, "columns")
    name = optional(call, "constraint_name", reader, 0)
    own = optional(call, "source_schema", reader)
    table = qualified(string(call.argument(1, "source_table"), reader, "a table"), own)
    table = qualified(step.table, step.schema) if step.table else table
    head = f"CONSTRAINT {ident(name)} " if name else ""
    made = f"FOREIGN KEY ({idents(mine)}) REFERENCES {there} ({idents(theirs)})"
    yield f"ALTER TABLE {table} ADD {head}{made}{foreign(call, reader)}"


def drop_constraint(step: Step, reader: Reader) -> Iterator[str]:
    """A constraint goes."""
    name = optional(step.call, "constraint_name", reader, 0)
    if not name:
        raise Untold(f"the constraint in line {step.call.line} has no name to drop it by")
    yield f"ALTER TABLE {table_of(step, reader, 1)} DROP CONSTRAINT {ident(name)}"
