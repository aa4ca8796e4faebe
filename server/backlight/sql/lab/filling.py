"""Tables of a realistic size for the planner: some thousand rows, whose statistics are scaled up.

A planner looks at sizes of files and at statistics, never at the rows themselves. So a sample is
put in and analysed, and then the files are made as long as those of a large table; they are sparse
and take no room. Such a database can only be explained, not read.
"""

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from pathlib import Path

from backlight.analysis.quoting import ident
from backlight.sql.lab.clues import Spot
from backlight.sql.lab.drawn import drawn
from backlight.sql.lab.frame import Field, Frame
from backlight.sql.lab.likely import Ground, Spread
from backlight.sql.lab.script import creates, listed, quoted
from backlight.sql.lab.single import Connection, alone
from backlight.sql.lab.values import Value

SAMPLE = 3000
PAGE = 8192
NUMBERS = {"integer", "number", "float"}
SOMETHING = {
    **dict.fromkeys(NUMBERS, "1000"),
    **dict.fromkeys(("date", "timestamp", "timestamptz"), "timestamp '2022-01-01'"),
    "text": "repeat('x', 32)",
}
"""What takes as much room as a value would, and no time."""


def filled(
    connection: Connection,
    frames: Sequence[Frame],
    indexes: Mapping[str, Sequence[Sequence[str]]],
    grounds: Mapping[str, Ground],
) -> None:
    """Make the tables with the indexes that they have."""
    for statement in creates(frames, "postgres"):
        alone(connection, statement)
    for frame in frames:
        for names in indexes.get(frame.name.lower(), ()):
            known = [one.name for n in names if (one := frame.field(n)) is not None]
            if len(known) == len(names) and tuple(known) != frame.key:
                alone(connection, f"CREATE INDEX ON {quoted(frame)} ({listed(known)})")
        for one in frame.fields:
            spread = grounds[frame.name.lower()].spreads[one.name.lower()]
            if spread.distinct and not one.unique and frame.key != (one.name,):
                alter = (
                    f"ALTER TABLE {quoted(frame)} ALTER {ident(one.name)} "
                    f"SET (n_distinct = {max(1, round(spread.distinct))})"
                )
                alone(connection, alter)


def sampled(
    connection: Connection,
    frames: Sequence[Frame],
    asked: Mapping[Spot, Sequence[Value]],
    grounds: Mapping[str, Ground],
) -> None:
    """Put a sample of rows into the tables, and let the server analyse them.

    Some rows hold the values that the statements ask for.
    """
    connection.execute("SELECT setseed(0.5)")
    for frame in frames:
        ground = grounds[frame.name.lower()]
        count = max(1, min(SAMPLE, int(ground.rows)))
        names = listed(one.name for one in frame.fields)
        values = ", ".join(_value(frame, one, asked, ground, count) for one in frame.fields)
        alone(
            connection,
            f"INSERT INTO {quoted(frame)} ({names}) SELECT {values} "
            f"FROM generate_series(1, {count}) i ON CONFLICT DO NOTHING",
        )
        alone(connection, f"ANALYZE {quoted(frame)} ({listed(_told(frame))})")


def _told(frame: Frame) -> list[str]:
    """The columns that a planner is told of: those that are read, and keys."""
    return [one.name for one in frame.fields if not _unread(frame, one)]


def _unread(frame: Frame, one: Field) -> bool:
    """Whether no statement reads a column, so that it need only take its room."""
    read = not frame.read or one.name in frame.read
    return not (read or one.unique or one.name in frame.key)


def _value(
    frame: Frame, one: Field, wanted: Mapping[Spot, Sequence[Value]], ground: Ground, count: int
) -> str:
    """An expression for a column: keys run through the whole table, the rest is spread.

    What no statement reads takes its room and no more where the size of the table is known, or
    not even that.
    """
    if ground.counted and _unread(frame, one):
        if one.nullable:
            return "NULL"
        few = one.sort == "text" and ground.spreads[one.name.lower()].distinct
        return "'other 1'" if few else SOMETHING.get(one.sort) or _other(one.sort, (), "i")
    spread = ground.spreads[one.name.lower()]
    asked = wanted.get((frame.name.lower(), one.name.lower()), ())
    alone = one.unique or frame.key == (one.name,)
    if len(spread.bounds) > 1 and alone and one.sort == "integer":
        first, last = spread.bounds[0], spread.bounds[-1]
        text = f"{first} + i::bigint * ({last} - {first}) / {count}"
    elif (spread.common or len(spread.bounds) > 1) and not alone:
        text = drawn(spread, one.sort, count)
    elif alone or frame.key[:1] == (one.name,):
        text = f"i * {max(1, int(ground.rows) // count)}"
        text = text if one.sort in NUMBERS else _other(one.sort, asked, text)
    elif spread.key and one.sort in NUMBERS:
        text = f"1 + floor(random() * {max(1, int(spread.distinct))})"
    else:
        text = _alike(one, asked, spread) if spread.distinct else _spread(one.sort, asked)
    if spread.nulls and one.name not in frame.key:
        return f"CASE WHEN random() < {spread.nulls:.4f} THEN NULL ELSE {text} END"
    return text


def _alike(one: Field, asked: Sequence[object], spread: Spread) -> str:
    """A column of few values, those that are asked for among them."""
    many = max(1, int(spread.distinct))
    if one.sort in NUMBERS:
        numbers = [v for v in asked if isinstance(v, int | float | Decimal)] or [0]
        first = numbers[0]
        step = 0.01 if one.sort != "integer" and -1 < first < 1 else 1
        least = f"GREATEST(0, {first} - {step} * {many // 2})"
        return f"{least} + {step} * floor(random() * {many})"
    if one.sort != "text":
        return _spread(one.sort, asked)
    values = [str(v).replace("'", "''") for v in asked[:many]]
    listed = "', '".join([*values, *(f"other {n}" for n in range(many - len(values)))])
    return f"(ARRAY['{listed}'])[1 + floor(random() * {many})::int]"


def _spread(sort: str, asked: Sequence[object]) -> str:
    if sort in NUMBERS:
        numbers = [abs(float(v)) for v in asked if isinstance(v, int | float | Decimal)]
        top = max(1000.0, 2 * max(numbers, default=0.0))
        return f"floor(random() * {top:.0f})" if sort == "integer" else f"random() * {top:.0f}"
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
        return f"CASE WHEN random() < 0.001 THEN {listed} ELSE {plain} END"
    samples = {"json": "'{}'::json", "jsonb": "'{}'::jsonb", "array": "'{}'::text[]"}
    samples |= {"interval": "interval '1 day'", "bytes": "'a'::bytea", "inet": "'10.0.0.1'::inet"}
    return samples.get(sort, "time '12:00'")


def stretched(
    connection: Connection, frames: Sequence[Frame], data: Path, grounds: Mapping[str, Ground]
) -> None:
    """Tables and their indexes get the size that so many rows would take."""
    connection.execute("CHECKPOINT")
    for frame in frames:
        ground = grounds[frame.name.lower()]
        for file, pages, count, kind, table in _files(connection, frame):
            share = ground.rows / max(1, count)
            wanted = max(1, int(pages * share)) if share > 1 else pages
            wanted = ground.pages if table and ground.pages else wanted
            with (data / file).open("r+b") as end:
                end.truncate(max(pages, wanted) * PAGE)
            connection.execute(
                "UPDATE pg_class SET relpages = %s, reltuples = %s WHERE oid = %s",
                (wanted, ground.rows, kind),
            )


def _files(connection: Connection, frame: Frame) -> Iterator[tuple[str, int, float, int, bool]]:
    """The file, pages, rows and number of a table and each of its indexes."""
    found = connection.execute(
        "SELECT pg_relation_filepath(c.oid), c.relpages, t.reltuples, c.oid, c.oid = t.oid "
        "FROM pg_class t JOIN pg_class c ON c.oid = t.oid OR c.oid IN "
        "(SELECT indexrelid FROM pg_index WHERE indrelid = t.oid) WHERE t.oid = %s::regclass",
        (quoted(frame),),
    )
    for file, pages, count, oid, table in found.fetchall():
        yield str(file), int(str(pages)), float(str(count)), int(str(oid)), bool(table)
