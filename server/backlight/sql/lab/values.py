"""Values of a scratch database, and how each engine writes them."""

from datetime import date, datetime, timedelta
from decimal import Decimal
from re import IGNORECASE
from re import compile as regex

from backlight.sql.kinds import kind_of

Value = bool | int | float | Decimal | str | date | datetime | timedelta | None

OTHERS = (
    (regex(r"\[\]|array", IGNORECASE), "array"),
    (regex(r"bool", IGNORECASE), "boolean"),
    (regex(r"uuid", IGNORECASE), "uuid"),
    (regex(r"jsonb", IGNORECASE), "jsonb"),
    (regex(r"json", IGNORECASE), "json"),
    (regex(r"interval|duration", IGNORECASE), "interval"),
    (regex(r"bytea|blob|binary", IGNORECASE), "bytes"),
    (regex(r"\binet\b|\bcidr\b", IGNORECASE), "inet"),
    (regex(r"\btime\b(?!\s*stamp)", IGNORECASE), "time"),
    (regex(r"float|double|real", IGNORECASE), "float"),
)
POSTGRES = {
    "array": "text[]",
    "boolean": "boolean",
    "uuid": "uuid",
    "jsonb": "jsonb",
    "json": "json",
    "interval": "interval",
    "bytes": "bytea",
    "inet": "inet",
    "time": "time",
    "float": "double precision",
    "integer": "bigint",
    "number": "numeric",
    "date": "date",
    "timestamp": "timestamp",
    "timestamptz": "timestamptz",
    "text": "text",
}
MYSQL = {
    "boolean": "tinyint",
    "integer": "bigint",
    "number": "decimal(30, 10)",
    "float": "double",
    "date": "date",
    "timestamp": "datetime",
    "timestamptz": "datetime",
    "time": "time",
    "json": "json",
    "jsonb": "json",
    "bytes": "varbinary(190)",
}
"""All else is a text that is short enough for a key."""
CAST = {"bigint": "signed", "tinyint": "signed", "json": "char", "varbinary(190)": "binary"}
"""MySQL casts to fewer types than its columns have."""
SQLITE = {"integer": "INTEGER", "boolean": "INTEGER", "number": "NUMERIC", "float": "REAL"}


def sort_of(type_: str) -> str:
    """What a column holds, by its type; text if the type says nothing that is known."""
    for pattern, sort in OTHERS:
        if pattern.search(type_) and "timestamp" not in type_.lower():
            return sort
    kind = kind_of(type_)
    return kind if kind in POSTGRES else "text"


def type_in(engine: str, sort: str) -> str:
    """The type that an engine keeps such values in."""
    if engine == "mysql":
        return MYSQL.get(sort, "varchar(190)")
    return POSTGRES[sort] if engine == "postgres" else SQLITE.get(sort, "TEXT")


def cast_in(engine: str, sort: str) -> str:
    """The type that an engine casts such a value to."""
    type_ = type_in(engine, sort)
    if engine == "mysql":
        return "char" if type_.startswith("varchar") else CAST.get(type_, type_)
    return type_


def literal(value: Value, engine: str) -> str:
    """A value as an engine reads it."""
    if value is None:
        return "NULL"
    if isinstance(value, bool):
        return str(value).upper() if engine == "postgres" else str(int(value))
    if isinstance(value, int | float | Decimal):
        return str(value)
    if isinstance(value, datetime):
        return f"'{value:%Y-%m-%d %H:%M:%S}'"
    if isinstance(value, timedelta):
        return f"'{value.days} days'"
    return "'" + escaped(str(value), engine) + "'"


def escaped(text: str, engine: str) -> str:
    """A text as it stands between single quotes."""
    text = text.replace("\\", "\\\\") if engine == "mysql" else text
    return text.replace("'", "''")
