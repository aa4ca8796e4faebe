"""Tables of a realistic size for the planner: some thousand rows, whose statistics are scaled up.

A planner looks at sizes of files and at statistics, never at the rows themselves. So a sample is
put in and analysed, and then the files are made as long as those of a large table; they are sparse
and take no room. Such a database can only be explained, not read.
"""

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from pathlib import Path
from re import compile as regex

import psycopg

from backlight.sql.lab.clues import Spot
from backlight.sql.lab.frame import Field, Frame
from backlight.sql.lab.script import creates, quoted
from backlight.sql.lab.values import Value

SAMPLE = 3000
SIZE = 100_000
"""Rows of a table that refers to no other; one that does has four times those it refers to."""
LARGEST = 2_000_000
PAGE = 8192
FEW = regex(
    r"(?i)status|state$|type$|kind$|mode$|flag|priority|role$|level$|category|segment|gender|"
    r"^is_|^has_|active$|enabled$|deleted$|currency|country|language|discount|tax$|_rate$"
)
"""Names of columns that have few values: an index on them alone rarely pays."""
Connection = psycopg.Connection[tuple[object, ...]]


def sizes(frames: Sequence[Frame]) -> dict[str, int]:
    """How many rows each table is taken to have."""
    found = {frame.name.lower(): SIZE for frame in frames}
    for _ in frames:
        for frame in frames:
            above = [c.references[0] for c in frame.fields if c.references is not None]
            parents = [found[name] for name in above if name != frame.name.lower()]
            if parents:
                found[frame.name.lower()] = min(LARGEST, 4 * max(parents))
    return found


def filled(
    connection: Connection, frames: Sequence[Frame], indexes: Mapping[str, Sequence[Sequence[str]]]
) -> None:
    """Make the tables with the indexes that the schema has."""
    for statement in creates(frames, "postgres"):
        connection.execute(statement.encode())
    for frame in frames:
        for names in indexes.get(frame.name.lower(), ()):
            known = [one.name for n in names if (one := frame.field(n)) is not None]
            if len(known) == len(names) and tuple(known) != frame.key:
                listed = ", ".join(f'"{name}"' for name in known)
                connection.execute(f"CREATE INDEX ON {quoted(frame)} ({listed})".encode())
        for one in frame.fields:
            if one.references and not one.unique and frame.key != (one.name,):
                alter = f'ALTER TABLE {quoted(frame)} ALTER "{one.name}" SET (n_distinct = -0.25)'
                connection.execute(alter.encode())


def sampled(
    connection: Connection, frames: Sequence[Frame], asked: Mapping[Spot, Sequence[Value]]
) -> None:
    """Put a sample of rows into the tables, and let the server analyse them.

    Some rows hold the values that the statements ask for.
    """
    rows = sizes(frames)
    connection.execute("SELECT setseed(0.5)")
    for frame in frames:
        count = min(SAMPLE, rows[frame.name.lower()])
        names = ", ".join(f'"{one.name}"' for one in frame.fields)
        values = ", ".join(_value(frame, one, asked, rows) for one in frame.fields)
        connection.execute(
            f"INSERT INTO {quoted(frame)} ({names}) SELECT {values} "
            f"FROM generate_series(1, {count}) i ON CONFLICT DO NOTHING".encode()
        )
        connection.execute(f"ANALYZE {quoted(frame)}".encode())


def _value(
    frame: Frame, one: Field, wanted: Mapping[Spot, Sequence[Value]], rows: Mapping[str, int]
) -> str:
    """An expression for a column: keys run through the whole table, the rest is spread."""
    mine = rows[frame.name.lower()]
    spot = frame.name.lower(), one.name.lower()
    asked = wanted.get(spot, ())
    if one.references is not None:
        text = f"1 + floor(random() * {rows.get(one.references[0], mine)})"
    elif one.unique or frame.key[:1] == (one.name,):
        text = f"i * {max(1, mine // SAMPLE)}"
        text = text if one.sort in {"integer", "number", "float"} else _other(one.sort, asked, text)
    else:
        text = _alike(one, asked) if FEW.search(one.name) else _spread(one.sort, asked)
    if one.nullable and one.name not in frame.key:
        return f"CASE WHEN random() < 0.1 THEN NULL ELSE {text} END"
    return text


def _alike(one: Field, asked: Sequence[object]) -> str:
    """A column that its name says has few values, those that are asked for among them."""
    if one.sort in {"integer", "number", "float"}:
        numbers = [v for v in asked if isinstance(v, int | float | Decimal)] or [0]
        return f"{numbers[0]} + floor(random() * 5)"
    if one.sort != "text":
        return _spread(one.sort, asked)
    values = [str(v).replace("'", "''") for v in asked[:4]]
    listed = "', '".join([*values, *(f"other {n}" for n in range(5 - len(values)))])
    return f"(ARRAY['{listed}'])[1 + floor(random() * 5)::int]"


def _spread(sort: str, asked: Sequence[object]) -> str:
    if sort in {"integer", "number", "float"}:
        numbers = [abs(float(v)) for v in asked if isinstance(v, int | float | Decimal)]
        return f"floor(random() * {max(1000.0, 2 * max(numbers, default=0.0)):.0f})"
    if sort in {"date", "timestamp", "timestamptz"}:
        first = str(min((str(v) for v in asked), default="2022-01-01"))[:10]
        return f"timestamp '{first}' + (random() - 0.5) * interval '3000 days'"
    return _other(sort, asked, "i")


def _other(sort: str, asked: Sequence[object], key: str) -> str:
    if sort == "boolean":
        return "random() < 0.5"
    if sort == "uuid":
        return f"md5(({key})::text)::uuid"
    if sort == "text":
        few = "', '".join(str(v).replace("'", "''") for v in asked[:4])
        plain = f"md5(({key} + floor(random() * 1e6))::text)"
        if not few:
            return plain
        listed = f"(ARRAY['{few}'])[1 + floor(random() * {len(asked[:4])})::int]"
        return f"CASE WHEN random() < 0.02 THEN {listed} ELSE {plain} END"
    samples = {"json": "'{}'::json", "jsonb": "'{}'::jsonb", "array": "'{}'::text[]"}
    samples |= {"interval": "interval '1 day'", "bytes": "'a'::bytea", "inet": "'10.0.0.1'::inet"}
    return samples.get(sort, "time '12:00'")


def stretched(connection: Connection, frames: Sequence[Frame], data: Path) -> None:
    """Tables and their indexes get the size that so many rows would take."""
    rows = sizes(frames)
    connection.execute("CHECKPOINT")
    for frame in frames:
        for file, pages, count, kind in _files(connection, frame):
            share = rows[frame.name.lower()] / max(1, count)
            wanted = max(1, int(pages * share)) if share > 1 else pages
            with (data / file).open("r+b") as end:
                end.truncate(max(pages, wanted) * PAGE)
            connection.execute(
                "UPDATE pg_class SET relpages = %s, reltuples = %s WHERE oid = %s",
                (wanted, rows[frame.name.lower()], kind),
            )


def _files(connection: Connection, frame: Frame) -> Iterator[tuple[str, int, float, int]]:
    """The file, pages, rows and number of a table and each of its indexes."""
    found = connection.execute(
        "SELECT pg_relation_filepath(c.oid), c.relpages, t.reltuples, c.oid FROM pg_class t "
        "JOIN pg_class c ON c.oid = t.oid OR c.oid IN "
        "(SELECT indexrelid FROM pg_index WHERE indrelid = t.oid) WHERE t.oid = %s::regclass",
        (quoted(frame),),
    )
    for file, pages, count, oid in found.fetchall():
        yield str(file), int(str(pages)), float(str(count)), int(str(oid))
