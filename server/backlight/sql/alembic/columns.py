"""Columns and constraints of SQLAlchemy, as `CREATE TABLE` and `ALTER TABLE` have them."""

from backlight.analysis.python_values import Call, Literal, Many, Name, Value
from backlight.analysis.quoting import ident, quoted
from backlight.sql.alembic.reading import Reader
from backlight.sql.alembic.types import type_of
from backlight.sql.written import Untold, idents

FUNCTIONS = {
    "now": "now()",
    "current_timestamp": "CURRENT_TIMESTAMP",
    "gen_random_uuid": "gen_random_uuid()",
}
FUNCTIONS |= {"true": "true", "false": "false", "null": "NULL", "current_date": "CURRENT_DATE"}
COUNTED = frozenset({"INTEGER", "BIGINT", "SMALLINT"})
TABLE_LEVEL = frozenset(
    {"PrimaryKeyConstraint", "ForeignKeyConstraint", "UniqueConstraint", "CheckConstraint"}
)


def string(said: Value | None, reader: Reader, what: str) -> str:
    """A string that is written; raises `Untold`."""
    said = reader.resolved(said)
    if isinstance(said, Call) and said.name.rpartition(".")[2] in {"f", "text"}:
        return string(said.argument(0, "text"), reader, what)
    if isinstance(said, Literal) and isinstance(said.value, str):
        return said.value
    raise Untold(f"{what} is known only when it runs")


def strings(said: Value | None, reader: Reader, what: str) -> tuple[str, ...]:
    """A list of strings; raises `Untold`."""
    said = reader.resolved(said)
    if not isinstance(said, Many):
        raise Untold(f"{what} are known only when it runs")
    return tuple(string(one, reader, what) for one in said.items)


def optional(call: Call, name: str, reader: Reader, at: int = 99) -> str:
    """A string that may be left out; empty if it is."""
    given = reader.resolved(call.argument(at, name))
    if given is None or given == Literal(None):
        return ""
    return string(given, reader, f"`{name}`")


def flag(call: Call, name: str, reader: Reader) -> bool | None:
    """`True` or `False` where it is written; `None` if it is not given."""
    given = reader.resolved(call.keyword(name))
    if given is None or given == Literal(None):
        return None
    if isinstance(given, Literal) and isinstance(given.value, bool):
        return given.value
    raise Untold(f"`{name}` is known only when it runs")


def column(call: Call, reader: Reader, *, alone: tuple[str, ...] = ()) -> str:
    """A column as a table lists it; `alone` is the key of the table, if that is one column."""
    name = string(call.argument(0, "name"), reader, "the name of a column")
    parts = [one for given in call.args[1:] for one in reader.spread(given)]
    given = call.keyword("type_") or next((p for p in parts if not _part(p, reader)), None)
    own = [r for p in parts if isinstance(r := reader.resolved(p), Call) and _part(p, reader)]
    key = flag(call, "primary_key", reader) or False
    default = call.keyword("server_default")
    if given is None:
        raise Untold(f"the column `{name}` has no type that is written")
    type_ = type_of(given, reader)
    free = default is None and flag(call, "autoincrement", reader) is not False and not own
    if type_ in COUNTED and free and (name,) == alone:
        type_ = "BIGSERIAL" if type_ == "BIGINT" else "SERIAL"
    found = [ident(name), type_]
    if default is not None and default != Literal(None):
        found.append(_default(default, reader))
    if flag(call, "nullable", reader) is False or key:
        found.append("NOT NULL")
    if flag(call, "unique", reader) and not flag(call, "index", reader):
        found.append("UNIQUE")
    found += [_own(one, reader) for one in own]
    return " ".join(found)


def primary(columns: list[Call], reader: Reader) -> tuple[str, ...]:
    """Columns that say of themselves that they are the primary key."""
    return tuple(
        string(one.argument(0, "name"), reader, "the name of a column")
        for one in columns
        if flag(one, "primary_key", reader)
    )


def default(said: Value, reader: Reader) -> str:
    """What a server fills in: a string is one, and `text()` is SQL."""
    said = reader.resolved(said) or said
    if isinstance(said, Literal) and isinstance(said.value, str):
        return quoted(said.value)
    if isinstance(said, Call) and said.name.rpartition(".")[2] == "text":
        return string(said, reader, "a default")
    name = said.name if isinstance(said, Call) else said.dotted if isinstance(said, Name) else ""
    found = FUNCTIONS.get(name.rpartition(".")[2])
    if found is None:
        raise Untold(f"the default `{name[:40] or 'of a column'}` is known only when it runs")
    return found


def foreign(call: Call, reader: Reader) -> str:
    """What happens to rows that refer to one which goes; nothing if it is not said."""
    found = ""
    for name, words in (("ondelete", "ON DELETE"), ("onupdate", "ON UPDATE")):
        said = optional(call, name, reader)
        found += f" {words} {said.upper()}" if said.replace(" ", "").isalpha() else ""
    late = optional(call, "initially", reader)
    return found + (f" DEFERRABLE INITIALLY {late.upper()}" if late.isalpha() else "")


def constraint(call: Call, reader: Reader) -> str:
    """A constraint as a table lists it."""
    name = optional(call, "name", reader)
    head = f"CONSTRAINT {ident(name)} " if name else ""
    match call.name.rpartition(".")[2]:
        case "PrimaryKeyConstraint":
            return f"{head}PRIMARY KEY ({idents(_names(call, reader))})"
        case "UniqueConstraint":
            return f"{head}UNIQUE ({idents(_names(call, reader))})"
        case "CheckConstraint":
            return f"{head}CHECK ({string(call.argument(0, 'sqltext'), reader, 'a check')})"
        case _:
            mine = strings(call.argument(0, "columns"), reader, "columns")
            theirs = strings(call.argument(1, "refcolumns"), reader, "columns")
            tables = {one.rpartition(".")[0] for one in theirs}
            if len(tables) != 1:
                raise Untold("a foreign key leads to no table that is written")
            names = tuple(one.rpartition(".")[2] for one in theirs)
            there = f"{qualified(tables.pop())} ({idents(names)})"
            return f"{head}FOREIGN KEY ({idents(mine)}) REFERENCES {there}{foreign(call, reader)}"


def qualified(name: str, schema: str = "") -> str:
    """A table, in its schema if there is one."""
    return ".".join(map(ident, (f"{schema}.{name}" if schema else name).split(".")))


def _names(call: Call, reader: Reader) -> tuple[str, ...]:
    given = [one for arg in call.args for one in reader.spread(arg)]
    return tuple(string(one, reader, "the name of a column") for one in given)


def _part(said: Value, reader: Reader) -> bool:
    """Whether an argument of a column is something other than its type."""
    said = reader.resolved(said) or said
    name = said.name.rpartition(".")[2] if isinstance(said, Call) else ""
    return name in {"ForeignKey", "CheckConstraint", "Identity", "Computed", "Sequence"}


def _own(call: Call, reader: Reader) -> str:
    match call.name.rpartition(".")[2]:
        case "ForeignKey":
            table, _, name = string(call.argument(0, "column"), reader, "a key").rpartition(".")
            return f"REFERENCES {qualified(table)} ({ident(name)}){foreign(call, reader)}"
        case "CheckConstraint":
            return constraint(call, reader)
        case "Identity":
            always = flag(call, "always", reader)
            return f"GENERATED {'ALWAYS' if always else 'BY DEFAULT'} AS IDENTITY"
        case "Computed":
            made = string(call.argument(0, "sqltext"), reader, "a computed column")
            return f"GENERATED ALWAYS AS ({made}) STORED"
        case _:
            raise Untold("a sequence is made beside a column")


def _default(said: Value, reader: Reader) -> str:
    """A default, or a value that is counted up."""
    found = reader.resolved(said)
    name = found.name.rpartition(".")[2] if isinstance(found, Call) else ""
    if isinstance(found, Call) and name in {"Identity", "Computed"}:
        return _own(found, reader)
    return f"DEFAULT {default(said, reader)}"
