"""Types of SQLAlchemy as PostgreSQL has them."""

from collections.abc import Callable, Mapping

from backlight.analysis.python_values import Call, Literal, Name, Value
from backlight.analysis.quoting import ident, quoted
from backlight.sql.alembic.reading import Reader
from backlight.sql.written import Untold

PLAIN = {
    "Integer": "INTEGER",
    "INTEGER": "INTEGER",
    "INT": "INTEGER",
    "BigInteger": "BIGINT",
    "BIGINT": "BIGINT",
    "SmallInteger": "SMALLINT",
    "SMALLINT": "SMALLINT",
    "Text": "TEXT",
    "TEXT": "TEXT",
    "UnicodeText": "TEXT",
    "Boolean": "BOOLEAN",
    "BOOLEAN": "BOOLEAN",
    "Date": "DATE",
    "DATE": "DATE",
    "Float": "FLOAT",
    "FLOAT": "FLOAT",
    "REAL": "REAL",
    "Double": "DOUBLE PRECISION",
    "DOUBLE_PRECISION": "DOUBLE PRECISION",
    "JSON": "JSON",
    "JSONB": "JSONB",
    "UUID": "UUID",
    "Uuid": "UUID",
    "UUIDType": "UUID",
    "GUID": "CHAR(32)",
    "LargeBinary": "BYTEA",
    "BYTEA": "BYTEA",
    "INET": "INET",
    "CIDR": "CIDR",
    "MACADDR": "MACADDR",
    "INTERVAL": "INTERVAL",
    "Interval": "INTERVAL",
    "TSVECTOR": "TSVECTOR",
    "TSVectorType": "TSVECTOR",
    "MONEY": "MONEY",
    "OID": "OID",
}
SIZED = {"String": "VARCHAR", "VARCHAR": "VARCHAR", "Unicode": "VARCHAR", "AutoString": "VARCHAR"}
SIZED |= {"CHAR": "CHAR", "NCHAR": "CHAR", "BIT": "BIT"}
ZONED = {"DateTime": "TIMESTAMP", "TIMESTAMP": "TIMESTAMP", "DATETIME": "TIMESTAMP"}
ZONED |= {"Time": "TIME", "TIME": "TIME"}
EXACT = frozenset({"Numeric", "NUMERIC", "DECIMAL", "Decimal"})
ENUMS = frozenset({"Enum", "ENUM"})


def type_of(said: Value | None, reader: Reader) -> str:
    """The name of a type; raises `Untold` for one that is not SQLAlchemy's own."""
    said = reader.resolved(said)
    full = said.name if isinstance(said, Call) else said.dotted if isinstance(said, Name) else ""
    name = full.rpartition(".")[2]
    call = said if isinstance(said, Call) else Call(Name(full))
    if name in PLAIN:
        return PLAIN[name]
    made = MADE.get(name)
    if made is not None:
        return made(call, reader)
    if name in ENUMS:
        return ident(enum(call, reader)[0])
    raise Untold(f"the type `{full[:40] or 'of a column'}` is not one of SQLAlchemy's own")


def enum(call: Call, reader: Reader) -> tuple[str, str]:
    """The name of an enumeration and the statement that makes it, unless it is there."""
    name = reader.resolved(call.keyword("name"))
    values = [reader.resolved(one) for given in call.args for one in reader.spread(given)]
    texts = [one.value for one in values if isinstance(one, Literal) and isinstance(one.value, str)]
    if not isinstance(name, Literal) or not isinstance(name.value, str):
        raise Untold("an enumeration has no name that is written")
    if not texts or len(texts) != len(values):
        raise Untold(f"the values of the enumeration `{name.value}` are not written")
    listed = ", ".join(map(quoted, texts))
    made = f"CREATE TYPE {ident(name.value)} AS ENUM ({listed})"
    return name.value, (f"DO $$ BEGIN {made}; EXCEPTION WHEN duplicate_object THEN NULL; END $$")


def enums(said: Value | None, reader: Reader) -> tuple[str, ...]:
    """The statement that a type needs first, if it is an enumeration that makes itself."""
    said = reader.resolved(said)
    if not isinstance(said, Call) or said.name.rpartition(".")[2] not in ENUMS:
        return ()
    if said.keyword("create_type") == Literal(value=False):
        return ()
    return (enum(said, reader)[1],)


def _sized(call: Call, reader: Reader) -> str:
    name = SIZED[call.name.rpartition(".")[2]]
    length = reader.resolved(call.argument(0, "length"))
    known = isinstance(length, Literal) and isinstance(length.value, int)
    return f"{name}({length.value})" if known and isinstance(length, Literal) else name


def _zoned(call: Call, reader: Reader) -> str:
    name = ZONED[call.name.rpartition(".")[2]]
    zone = reader.resolved(call.argument(0, "timezone")) == Literal(value=True)
    return f"{name} WITH TIME ZONE" if zone else f"{name} WITHOUT TIME ZONE"


def _exact(call: Call, reader: Reader) -> str:
    given = (call.argument(0, "precision"), call.argument(1, "scale"))
    numbers = [str(one.value) for g in given if isinstance(one := reader.resolved(g), Literal)]
    kept = [number for number in numbers if number.isdigit()]
    return f"NUMERIC({', '.join(kept)})" if kept else "NUMERIC"


def _array(call: Call, reader: Reader) -> str:
    return f"{type_of(call.argument(0, 'item_type'), reader)}[]"


MADE: Mapping[str, Callable[[Call, Reader], str]] = {
    **dict.fromkeys(SIZED, _sized),
    **dict.fromkeys(ZONED, _zoned),
    **dict.fromkeys(EXACT, _exact),
    "ARRAY": _array,
}
